package dev.stackwright.download;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A url that gave no bytes, and why. The message is meant for the one who sent the url. */
public final class FetchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. Stable: callers may depend on {@link #code}. */
    public enum Reason {
        INVALID_URL,
        SCHEME_NOT_ALLOWED,
        PORT_NOT_ALLOWED,
        ADDRESS_REFUSED,
        UNKNOWN_HOST,
        CONNECT_FAILED,
        TLS_FAILED,
        TRANSFER_FAILED,
        TIMEOUT,
        TOO_MANY_REDIRECTS,
        HTTP_STATUS,
        TOO_LARGE,
        NOT_FOUND,
        WRONG_BUCKET,
        STORE_FAILED;

        /** In kebab case, e.g. {@code address-refused}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;

    public FetchException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
