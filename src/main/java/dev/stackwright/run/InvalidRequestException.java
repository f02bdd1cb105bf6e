package dev.stackwright.run;

/** A request that asks for something that cannot be, with the field at fault. */
public final class InvalidRequestException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field as it stands in the request, e.g. {@code imageSize}
     * @param message what was expected and what was found
     */
    public InvalidRequestException(String field, String message) {
        super(message);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
