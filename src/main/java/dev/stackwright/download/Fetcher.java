package dev.stackwright.download;

import dev.stackwright.store.ObjectStore;
import java.util.Locale;

/** The one way from a stranger's url to bytes: http, https, and s3 of the own bucket. Thread-safe; close it. */
public final class Fetcher implements AutoCloseable {

    private final FetchPolicy policy;
    private final UrlGuard guard;
    private final UrlFetcher web;
    private final BucketFetcher bucket;

    /** @param store stays open when this is closed */
    public Fetcher(FetchPolicy policy, ObjectStore store, HostResolver resolver, String userAgent) {
        this.policy = policy;
        this.guard = new UrlGuard(policy);
        this.web = new UrlFetcher(policy, resolver, userAgent);
        this.bucket = new BucketFetcher(store, policy);
    }

    /** At most {@code policy.maxBytes()} bytes, of whatever kind; they may be none. */
    public byte[] fetch(String url) throws FetchException {
        boolean inBucket = url.toLowerCase(Locale.ROOT).startsWith(BucketFetcher.SCHEME);
        return inBucket && policy.schemes().contains("s3") ? bucket.fetch(url) : web.fetch(guard.check(url));
    }

    @Override
    public void close() {
        web.close();
    }
}
