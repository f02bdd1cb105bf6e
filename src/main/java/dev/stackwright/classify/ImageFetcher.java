package dev.stackwright.classify;

import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.common.Cancellation;
import dev.stackwright.download.DownloadException;
import dev.stackwright.download.DownloadException.Reason;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one way from a stranger's url to bytes: http, https, and s3 of the own bucket. Thread-safe; close it. */
final class ImageFetcher implements AutoCloseable {

    private static final String SCHEME = "s3://";

    private final DownloadPolicy policy;
    private final ObjectStore store;
    private final Downloader downloader;

    /**
     * @param store stays open when this is closed
     * @param downloader closed with this
     */
    ImageFetcher(DownloadPolicy policy, ObjectStore store, Downloader downloader) {
        this.policy = policy;
        this.store = store;
        this.downloader = downloader;
    }

    /** A url that gave no bytes, and why. The message is meant for the one who sent the url. */
    static final class FetchException extends Exception {

        private static final long serialVersionUID = 1L;

        private final FailureCode code;

        FetchException(FailureCode code, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.code = code;
        }

        FailureCode code() {
            return code;
        }
    }

    /**
     * At most {@code policy.maxBytes()} bytes, of whatever kind; they may be none.
     *
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    byte[] fetch(ImageSource source, Cancellation cancellation) throws FetchException {
        return source instanceof InlineImage image
                ? checked(image.bytes())
                : fetch((ImageSource.Url) source, cancellation);
    }

    private byte[] fetch(ImageSource.Url source, Cancellation cancellation) throws FetchException {
        String url = source.url();
        cancellation.throwIfRequested();
        if (DataUrl.isOne(url)) {
            return fromItself(url);
        }
        if (policy.schemes().contains("s3") && url.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return fromStore(url, source.readable());
        }
        try {
            return downloader.bytes(url, cancellation);
        } catch (DownloadException e) {
            if (e.reason() == Reason.TOO_LARGE) {
                throw tooLarge(e.found());
            }
            String hint = e.reason() == Reason.TIMEOUT ? ", or put the image into the bucket" : "";
            throw new FetchException(FailureCode.of(e.reason()), e.getMessage() + hint, e);
        }
    }

    private byte[] fromItself(String url) throws FetchException {
        try {
            return checked(DataUrl.bytes(url));
        } catch (IllegalArgumentException e) {
            throw new FetchException(FailureCode.INVALID_URL, String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] checked(byte[] bytes) throws FetchException {
        if (bytes.length > policy.maxBytes()) {
            throw tooLarge(bytes.length + " bytes");
        }
        return bytes;
    }

    /** The key is taken as it stands: nothing in it is decoded, as in every S3 tool. */
    private byte[] fromStore(String url, List<String> readable) throws FetchException {
        ObjectKey key = key(url, readable);
        try {
            // The size first: a stream closed half-way may read on to the end.
            ObjectSummary summary = store.head(key).orElseThrow(() -> notFound(key));
            if (summary.size() > policy.maxBytes()) {
                throw tooLarge(summary.size() + " bytes");
            }
            return read(key);
        } catch (StoreException | IOException e) {
            throw new FetchException(
                    FailureCode.STORE_FAILED,
                    "expected the object store to answer, found that it did not; try again",
                    e);
        }
    }

    private byte[] read(ObjectKey key) throws IOException, FetchException {
        Optional<InputStream> opened = store.open(key);
        try (InputStream in = opened.orElseThrow(() -> notFound(key))) {
            byte[] bytes = in.readNBytes(Math.toIntExact(policy.maxBytes()) + 1);
            if (bytes.length > policy.maxBytes()) {
                throw tooLarge("more");
            }
            return bytes;
        }
    }

    /** The store is not asked for what may not be read: what is there is not told. */
    private ObjectKey key(String url, List<String> readable) throws FetchException {
        String rest = url.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!bucket.equals(store.bucket())) {
            throw new FetchException(
                    FailureCode.WRONG_BUCKET,
                    "expected an object of the own bucket '" + store.bucket() + "', found one of another bucket;"
                            + " copy it there, or give an https url",
                    null);
        }
        try {
            ObjectKey key = new ObjectKey(slash < 0 ? "" : rest.substring(slash + 1));
            if (!readable.isEmpty() && readable.stream().noneMatch(key.value()::startsWith)) {
                throw new FetchException(
                        FailureCode.KEY_NOT_ALLOWED,
                        "expected a key below " + String.join(" or ", readable)
                                + ", found another; put the image there, or set stackwright.classify.prefixes",
                        null);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new FetchException(FailureCode.INVALID_URL, String.valueOf(e.getMessage()), e);
        }
    }

    private FetchException tooLarge(String found) {
        return new FetchException(
                FailureCode.TOO_LARGE,
                "expected at most " + policy.maxBytes() + " bytes, found " + found
                        + "; give a smaller image, or raise the limit in the configuration",
                null);
    }

    private static FetchException notFound(ObjectKey key) {
        return new FetchException(
                FailureCode.NOT_FOUND, "expected an object with key '" + key + "', found none; list the bucket", null);
    }

    @Override
    public void close() {
        downloader.close();
    }
}
