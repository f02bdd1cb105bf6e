package dev.stackwright.download;

import dev.stackwright.download.FetchException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;

/** What went wrong on the wire, in words for the one who sent the url. */
final class Failures {

    private Failures() {}

    static FetchException explain(IOException e, FetchPolicy policy) {
        if (e instanceof CheckingResolver.RefusedException) {
            return of(Reason.ADDRESS_REFUSED, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof UnknownHostException) {
            return of(Reason.UNKNOWN_HOST, "expected a host that has an address, found none; check its spelling", e);
        }
        if (e instanceof SSLException) {
            return of(
                    Reason.TLS_FAILED,
                    "expected a certificate that is valid for the host, found: " + e.getMessage()
                            + "; the server's owner has to renew or correct it",
                    e);
        }
        if (e instanceof ConnectTimeoutException
                || e instanceof HttpHostConnectException
                || e instanceof NoRouteToHostException) {
            return of(Reason.CONNECT_FAILED, "expected a server at this host and port, found none that answers", e);
        }
        if (e instanceof InterruptedIOException) {
            return of(
                    Reason.TIMEOUT,
                    "expected an answer within " + policy.deadline().toMillis() + " ms, found none; try again",
                    e);
        }
        return of(
                Reason.TRANSFER_FAILED,
                "expected a whole HTTP answer, found one that broke off or is malformed; try again",
                e);
    }

    private static FetchException of(Reason reason, String message, IOException cause) {
        return new FetchException(reason, message, cause);
    }
}
