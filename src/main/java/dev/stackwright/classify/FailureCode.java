package dev.stackwright.classify;

import dev.stackwright.common.KebabCase;
import dev.stackwright.download.DownloadException;
import dev.stackwright.image.ImageRejectedException;
import java.util.Arrays;

/** Why an image got no answer. {@code docs/http-api.md} says what each means; callers may depend on {@link #code}. */
public enum FailureCode {
    INVALID_URL,
    SCHEME_NOT_ALLOWED,
    PORT_NOT_ALLOWED,
    ADDRESS_REFUSED,
    WRONG_BUCKET,
    KEY_NOT_ALLOWED,
    UNKNOWN_HOST,
    CONNECT_FAILED,
    TLS_FAILED,
    TRANSFER_FAILED,
    TIMEOUT,
    TOO_MANY_REDIRECTS,
    HTTP_STATUS,
    NOT_FOUND,
    STORE_FAILED,
    TOO_LARGE,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    EMPTY,
    NOT_AN_IMAGE,
    UNSUPPORTED_FORMAT,
    CORRUPT,
    OUT_OF_MEMORY,
    INTERNAL_ERROR;

    /** In kebab case, e.g. {@code address-refused}. */
    public String code() {
        return KebabCase.of(this);
    }

    /** Whether it tells of the store, the time or this server, and not of the image: then asking again may help. */
    boolean mayPass() {
        return this == STORE_FAILED || this == TIMEOUT || this == INTERNAL_ERROR;
    }

    /** As {@link #mayPass()}; a code that is none of these, as of a later version, does not. */
    static boolean mayPass(String code) {
        return Arrays.stream(values()).anyMatch(one -> one.code().equals(code) && one.mayPass());
    }

    static FailureCode of(DownloadException.Reason reason) {
        return switch (reason) {
            case INVALID_URL -> INVALID_URL;
            case SCHEME_NOT_ALLOWED -> SCHEME_NOT_ALLOWED;
            case PORT_NOT_ALLOWED -> PORT_NOT_ALLOWED;
            case ADDRESS_REFUSED -> ADDRESS_REFUSED;
            case UNKNOWN_HOST -> UNKNOWN_HOST;
            case CONNECT_FAILED -> CONNECT_FAILED;
            case TLS_FAILED -> TLS_FAILED;
            case TRANSFER_FAILED -> TRANSFER_FAILED;
            case TIMEOUT -> TIMEOUT;
            case TOO_MANY_REDIRECTS -> TOO_MANY_REDIRECTS;
            case HTTP_STATUS -> HTTP_STATUS;
            case TOO_LARGE -> TOO_LARGE;
            case WRONG_CONTENT -> NOT_AN_IMAGE;
        };
    }

    static FailureCode of(ImageRejectedException.Reason reason) {
        return switch (reason) {
            case EMPTY -> EMPTY;
            case NOT_AN_IMAGE -> NOT_AN_IMAGE;
            case UNSUPPORTED_FORMAT -> UNSUPPORTED_FORMAT;
            case TOO_MANY_BYTES -> TOO_MANY_BYTES;
            case TOO_MANY_PIXELS -> TOO_MANY_PIXELS;
            case CORRUPT -> CORRUPT;
        };
    }
}
