package dev.stackwright.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a bucket is, and how long and how often a request to it is tried.
 *
 * @param endpoint an S3 endpoint other than AWS, http or https; addressed path-style
 * @param credentials empty for the default chain of the AWS SDK (environment, profile, container, instance)
 * @param callTimeout for one request that carries little, with all its retries
 * @param transferTimeout for one request that carries a file or a part of one, with all its retries
 * @param attempts how often a request is tried in all, 1 or more
 * @param multipartBytes files larger than this are sent in parts
 */
public record StoreSettings(
        Optional<URI> endpoint,
        String bucket,
        String region,
        Optional<Credentials> credentials,
        Duration callTimeout,
        Duration transferTimeout,
        int attempts,
        long multipartBytes) {

    private static final long MIB = 1L << 20;
    /** S3 takes no part below 5 MiB but the last. */
    private static final long LEAST_MULTIPART_BYTES = 5 * MIB;

    public StoreSettings {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("expected a bucket name of 3 to 63 lower-case letters, digits, dots and"
                    + " hyphens, found '" + bucket + "'");
        }
        if (region.isBlank()) {
            throw new IllegalArgumentException("expected a region such as eu-central-1, found a blank one");
        }
        endpoint.ifPresent(StoreSettings::checkEndpoint);
        checkPositive("callTimeout", callTimeout);
        checkPositive("transferTimeout", transferTimeout);
        if (attempts < 1) {
            throw new IllegalArgumentException("expected 1 attempt or more, found " + attempts);
        }
        if (multipartBytes < LEAST_MULTIPART_BYTES) {
            throw new IllegalArgumentException("expected parts from 5 MiB on, found " + multipartBytes + " bytes");
        }
    }

    /** A bucket on AWS, with the default chain of credentials. */
    public static StoreSettings aws(String bucket, String region) {
        return new StoreSettings(
                Optional.empty(),
                bucket,
                region,
                Optional.empty(),
                Duration.ofSeconds(60),
                Duration.ofMinutes(30),
                4,
                64 * MIB);
    }

    /** A bucket on another endpoint, with the default chain of credentials. */
    public static StoreSettings at(URI endpoint, String bucket) {
        return aws(bucket, "us-east-1").withEndpoint(endpoint);
    }

    public StoreSettings withEndpoint(URI uri) {
        return new StoreSettings(
                Optional.of(uri), bucket, region, credentials, callTimeout, transferTimeout, attempts, multipartBytes);
    }

    public StoreSettings withCredentials(Credentials given) {
        return new StoreSettings(
                endpoint, bucket, region, Optional.of(given), callTimeout, transferTimeout, attempts, multipartBytes);
    }

    public StoreSettings withBucket(String name) {
        return new StoreSettings(
                endpoint, name, region, credentials, callTimeout, transferTimeout, attempts, multipartBytes);
    }

    public StoreSettings withTimeouts(Duration call, Duration transfer) {
        return new StoreSettings(endpoint, bucket, region, credentials, call, transfer, attempts, multipartBytes);
    }

    public StoreSettings withAttempts(int count) {
        return new StoreSettings(
                endpoint, bucket, region, credentials, callTimeout, transferTimeout, count, multipartBytes);
    }

    private static void checkEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "expected an endpoint such as https://s3.example.org or http://127.0.0.1:9000, found '" + endpoint
                            + "'");
        }
        if (endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException("expected an endpoint without a user in it; give credentials apart");
        }
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": expected a duration above 0, found " + duration);
        }
    }

    /** An access key and its secret. {@link #toString} never shows the secret. */
    public record Credentials(String accessKeyId, String secretAccessKey) {

        public Credentials {
            if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
                throw new IllegalArgumentException(
                        "expected an access key id and a secret access key, found a blank one");
            }
        }

        @Override
        public String toString() {
            return "Credentials[accessKeyId=" + accessKeyId + ", secretAccessKey=hidden]";
        }
    }
}
