package dev.stackwright.download;

import dev.stackwright.download.FetchException.Reason;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads {@code s3://bucket/key} of the own bucket. The key is taken as it stands: nothing in it is decoded, as in every
 * S3 tool. Thread-safe.
 */
final class BucketFetcher {

    static final String SCHEME = "s3://";

    private final ObjectStore store;
    private final FetchPolicy policy;

    BucketFetcher(ObjectStore store, FetchPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    byte[] fetch(String url) throws FetchException {
        ObjectKey key = key(url);
        try {
            // The size first: a stream closed half-way may read on to the end.
            ObjectSummary summary = store.head(key).orElseThrow(() -> notFound(key));
            if (summary.size() > policy.maxBytes()) {
                throw UrlFetcher.tooLarge(policy, summary.size() + " bytes");
            }
            return read(key);
        } catch (StoreException | IOException e) {
            throw new FetchException(
                    Reason.STORE_FAILED, "expected the object store to answer, found that it did not; try again", e);
        }
    }

    private byte[] read(ObjectKey key) throws IOException, FetchException {
        Optional<InputStream> opened = store.open(key);
        try (InputStream in = opened.orElseThrow(() -> notFound(key))) {
            byte[] bytes = in.readNBytes(Math.toIntExact(policy.maxBytes()) + 1);
            if (bytes.length > policy.maxBytes()) {
                throw UrlFetcher.tooLarge(policy, "more");
            }
            return bytes;
        }
    }

    private ObjectKey key(String url) throws FetchException {
        String rest = url.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!bucket.equals(store.bucket())) {
            throw new FetchException(
                    Reason.WRONG_BUCKET,
                    "expected an object of the own bucket '" + store.bucket() + "', found one of another bucket;"
                            + " copy it there, or give an https url",
                    null);
        }
        try {
            return new ObjectKey(slash < 0 ? "" : rest.substring(slash + 1));
        } catch (IllegalArgumentException e) {
            throw new FetchException(Reason.INVALID_URL, String.valueOf(e.getMessage()), e);
        }
    }

    private static FetchException notFound(ObjectKey key) {
        return new FetchException(
                Reason.NOT_FOUND, "expected an object with key '" + key + "', found none; list the bucket", null);
    }
}
