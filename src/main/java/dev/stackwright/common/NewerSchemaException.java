package dev.stackwright.common;

/** A document that a newer version of the product wrote. It is whole: do not replace it, and do not count it as missing. */
public final class NewerSchemaException extends MalformedJsonException {

    private static final long serialVersionUID = 1L;

    NewerSchemaException(String message) {
        super(message, null);
    }
}
