package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK throws into one sentence: what was tried, what happened, what to do. */
final class StoreErrors {

    /** HTTP 507, as the embedded store and MinIO answer. */
    static final int INSUFFICIENT_STORAGE = 507;

    /** As Linux, macOS and Windows say it. */
    private static final Pattern NO_ROOM =
            Pattern.compile("No space left|quota exceeded|not enough space", Pattern.CASE_INSENSITIVE);

    /** What promotions rest on. */
    static final String NEEDS =
            "Stackwright needs a store that keeps 'If-None-Match: *' on writing, as Amazon S3 and the"
                    + " embedded store do: else what one of two writers wrote would be lost.";

    private final StoreSettings settings;

    StoreErrors(StoreSettings settings) {
        this.settings = settings;
    }

    /** @param doing e.g. {@code write ensembles/a/manifest.json} */
    StoreException explain(String doing, SdkException e) {
        return new StoreException(
                "cannot " + doing + " in bucket '" + settings.bucket() + "' at " + place() + ": " + reason(e), e);
    }

    /** A lazy stream whose failures, page by page, are explained. Asking for the iterator fetches the first page. */
    <T> Stream<T> onReading(String doing, SdkIterable<T> items) {
        Iterator<T> pages;
        try {
            pages = items.iterator();
        } catch (SdkException e) {
            throw explain(doing, e);
        }
        Iterator<T> explained = new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return pages.hasNext();
                } catch (SdkException e) {
                    throw explain(doing, e);
                }
            }

            @Override
            public T next() {
                try {
                    return pages.next();
                } catch (SdkException e) {
                    throw explain(doing, e);
                }
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(explained, Spliterator.ORDERED), false);
    }

    /** Whether the request may or may not have been carried out, so that trying again is right. */
    static boolean unclear(SdkException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return false;
        }
        if (e instanceof S3Exception s3) {
            return (s3.statusCode() >= 500 && s3.statusCode() != INSUFFICIENT_STORAGE)
                    || s3.statusCode() == 429
                    || code(s3).equals("RequestTimeout");
        }
        return e instanceof ApiCallAttemptTimeoutException || e.retryable() || cause(e, IOException.class) != null;
    }

    /** Whether the request was refused for the time in its signature; the SDK has taken over the store's time by then. */
    static boolean clockIsOff(SdkException e) {
        return e instanceof S3Exception s3 && code(s3).equals("RequestTimeTooSkewed");
    }

    /** Whether nobody listened, so that the request was not carried out. */
    static boolean refused(Throwable e) {
        return cause(e, ConnectException.class) != null;
    }

    /**
     * Whether the process that served an embedded store has ended: nobody listens, or whoever has the port now does not
     * know the credentials. The answer to a HEAD has no code that says so, and an embedded store has no other 403 but that
     * about the clock.
     */
    static boolean servedByAnother(StoreException e) {
        S3Exception answer = cause(e, S3Exception.class);
        return answer == null ? refused(e) : answer.statusCode() == 403 && !clockIsOff(answer);
    }

    static String code(S3Exception e) {
        if (e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null) {
            return "";
        }
        return e.awsErrorDetails().errorCode();
    }

    private String place() {
        return settings.endpoint().map(Object::toString).orElseGet(() -> "AWS (" + settings.region() + ")");
    }

    /** Whether something was not written because there is no room for it. */
    static boolean diskFull(Throwable e) {
        IOException failure = cause(e, IOException.class);
        return failure != null
                && NO_ROOM.matcher(String.valueOf(failure.getMessage())).find();
    }

    private String reason(SdkException e) {
        if (e instanceof S3Exception s3) {
            return answered(s3);
        }
        if (diskFull(e)) {
            return "the disk of this machine is full. Make room on it, then try again. (" + e.getMessage() + ")";
        }
        if (refused(e)) {
            return "nothing answers there (connection refused). Start the store, or correct the endpoint.";
        }
        UnknownHostException host = cause(e, UnknownHostException.class);
        if (host != null) {
            return "the host is not known (" + host.getMessage() + "). Correct the endpoint, or check the network.";
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return "no answer within the time allowed (" + settings.callTimeout() + " a call, "
                    + settings.transferTimeout() + " a transfer). Check the network and the store, and try again.";
        }
        if (e instanceof AbortedException) {
            return "the thread was interrupted.";
        }
        if (String.valueOf(e.getMessage()).contains("credentials")) {
            return "no credentials found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.";
        }
        return String.valueOf(e.getMessage());
    }

    private String answered(S3Exception e) {
        String code = code(e);
        if (code.equals("NoSuchBucket")) {
            return "there is no such bucket. Create it, or name another.";
        }
        if (code.equals("SignatureDoesNotMatch") || code.equals("InvalidAccessKeyId")) {
            return "the credentials are not accepted (" + code + "). Check the access key and its secret.";
        }
        if (e.statusCode() == INSUFFICIENT_STORAGE) {
            return "the disk of the store is full. Make room on it, then try again; what is stored is whole.";
        }
        if (clockIsOff(e)) {
            return "the clocks of this machine and of the store differ by more than a quarter of an hour, and setting"
                    + " the time of requests by the store's did not help. Set the clock.";
        }
        if (e.statusCode() == 403) {
            return "access is denied. Check the credentials, and that their role may do it: s3:GetObject to read,"
                    + " s3:PutObject to write, s3:ListBucket to list - and to learn that an object is missing, which S3"
                    + " else answers like this, too.";
        }
        if (e.statusCode() == 501) {
            return "the store does not know how to (501 " + code + ": " + e.getMessage() + "). " + NEEDS;
        }
        if (e.statusCode() == 301) {
            return "the bucket is in another region. Set the region.";
        }
        return "the store answered " + e.statusCode() + " " + code + ": " + e.getMessage();
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
