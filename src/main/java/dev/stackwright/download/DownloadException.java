package dev.stackwright.download;

import dev.stackwright.common.KebabCase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.jspecify.annotations.Nullable;

/** A url that gave no bytes, and why. The message is meant for the one who gave the url. */
public final class DownloadException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

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
        /** The file came whole, and is not what was asked for. */
        WRONG_CONTENT;

        /** In kebab case, e.g. {@code address-refused}. */
        public String code() {
            return KebabCase.of(this);
        }
    }

    private final Reason reason;
    private final String found;

    DownloadException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, "", cause);
    }

    /** @param found the url that was refused, or the status; else empty */
    DownloadException(Reason reason, String message, String found, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.found = found;
    }

    public Reason reason() {
        return reason;
    }

    /** Of a scheme that is not allowed the url, of a status the number, of too many bytes their count or "more". */
    public String found() {
        return found;
    }

    /** Whether the same may go well a little later. */
    public boolean mayPass() {
        return switch (reason) {
            case UNKNOWN_HOST, CONNECT_FAILED, TLS_FAILED, TRANSFER_FAILED, TIMEOUT -> true;
            case HTTP_STATUS -> {
                int status = Integer.parseInt(found);
                yield status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
            }
            case INVALID_URL, SCHEME_NOT_ALLOWED, PORT_NOT_ALLOWED, ADDRESS_REFUSED -> false;
            case TOO_MANY_REDIRECTS, TOO_LARGE, WRONG_CONTENT -> false;
        };
    }

    static DownloadException status(int status) {
        return new DownloadException(
                Reason.HTTP_STATUS,
                "expected status 200 from the server, found " + status,
                Integer.toString(status),
                null);
    }

    static DownloadException tooLarge(long maxBytes, String found) {
        return new DownloadException(
                Reason.TOO_LARGE, "expected at most " + maxBytes + " bytes, found " + found, found, null);
    }

    static DownloadException brokenOff(String message) {
        return new DownloadException(Reason.TRANSFER_FAILED, message, null);
    }

    /** The time for all of it is over. */
    static DownloadException expired(Duration timeout, IOException cause) {
        return new DownloadException(
                Reason.TIMEOUT,
                "expected the whole answer within " + timeout.toMillis() + " ms, found it unfinished; try again",
                cause);
    }

    /** What went wrong on the way, in words for the one who gave the url. */
    static DownloadException of(IOException e, Duration timeout) {
        if (e instanceof CheckingResolver.RefusedException) {
            return new DownloadException(Reason.ADDRESS_REFUSED, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof UnknownHostException) {
            return new DownloadException(
                    Reason.UNKNOWN_HOST, "expected a host that has an address, found none; check its spelling", e);
        }
        if (e instanceof SSLException) {
            return new DownloadException(
                    Reason.TLS_FAILED,
                    "expected TLS with a certificate that is valid for the host, found: " + e.getMessage()
                            + "; check the scheme and the port, else the server's owner has to correct it",
                    e);
        }
        if (e instanceof ConnectTimeoutException
                || e instanceof HttpHostConnectException
                || e instanceof NoRouteToHostException) {
            return new DownloadException(
                    Reason.CONNECT_FAILED, "expected a server at this host and port, found none that answers", e);
        }
        if (e instanceof InterruptedIOException) {
            return new DownloadException(
                    Reason.TIMEOUT,
                    "expected an answer within " + timeout.toMillis() + " ms, found none; try again",
                    e);
        }
        return new DownloadException(
                Reason.TRANSFER_FAILED,
                "expected a whole HTTP answer, found one that broke off or is malformed; try again",
                e);
    }
}
