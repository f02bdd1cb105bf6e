package dev.stackwright.event;

/** An event that is not what it should be. Telling it again does not help. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * @param path the field at fault, e.g. {@code Records[0].s3.object.key}; empty for the event as a whole
     * @param expected what should be there
     * @param found what is there, e.g. {@code nothing}
     */
    public MalformedEventException(String path, String expected, String found) {
        super((path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", found " + found);
        this.path = path;
    }

    public String path() {
        return path;
    }
}
