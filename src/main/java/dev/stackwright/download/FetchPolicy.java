package dev.stackwright.download;

import java.time.Duration;
import java.util.Set;

/**
 * What may be fetched, and how much of it. Nothing here is widened by what a server answers: each redirect is held to
 * the same policy.
 *
 * @param schemes of {@code http}, {@code https} and {@code s3}
 * @param ports for http and https; of no effect where private addresses are allowed, as those serve on any port
 * @param maxRedirects 0 to 10
 * @param maxBytes of one body as it comes over the wire, 1 byte to 1 GiB; a request holds up to {@code concurrency}
 *     bodies in memory
 * @param deadline of one url from the first look-up to the last byte, redirects included; 1 ms to 10 minutes
 * @param allowPrivateAddresses whether hosts on loopback and private networks may be fetched; cloud metadata and
 *     addresses that wrap another one are refused even then
 * @param concurrency how many urls are fetched at once, over all requests; 1 to 256
 */
public record FetchPolicy(
        Set<String> schemes,
        Set<Integer> ports,
        int maxRedirects,
        long maxBytes,
        Duration deadline,
        boolean allowPrivateAddresses,
        int concurrency) {

    private static final Set<String> KNOWN_SCHEMES = Set.of("http", "https", "s3");

    /** http, https and s3; ports 80 and 443; 3 redirects; 32 MiB; 10 seconds; public addresses; 16 at once. */
    public static final FetchPolicy DEFAULT = new FetchPolicy(
            Set.of("http", "https", "s3"), Set.of(80, 443), 3, 32L << 20, Duration.ofSeconds(10), false, 16);

    public FetchPolicy {
        schemes = Set.copyOf(schemes);
        ports = Set.copyOf(ports);
        if (schemes.isEmpty() || !KNOWN_SCHEMES.containsAll(schemes)) {
            throw new IllegalArgumentException("schemes: expected some of http, https and s3, found " + schemes);
        }
        if (ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
            throw new IllegalArgumentException("ports: expected 1 to 65535, found " + ports);
        }
        if (maxRedirects < 0 || maxRedirects > 10) {
            throw new IllegalArgumentException("maxRedirects: expected 0 to 10, found " + maxRedirects);
        }
        if (maxBytes < 1 || maxBytes > 1L << 30) {
            throw new IllegalArgumentException("maxBytes: expected 1 to " + (1L << 30) + ", found " + maxBytes);
        }
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("deadline: expected 1 ms to 10 minutes, found " + deadline);
        }
        if (concurrency < 1 || concurrency > 256) {
            throw new IllegalArgumentException("concurrency: expected 1 to 256, found " + concurrency);
        }
    }

    public FetchPolicy withPrivateAddresses(boolean allowed) {
        return new FetchPolicy(schemes, ports, maxRedirects, maxBytes, deadline, allowed, concurrency);
    }

    public FetchPolicy withDeadline(Duration limit) {
        return new FetchPolicy(schemes, ports, maxRedirects, maxBytes, limit, allowPrivateAddresses, concurrency);
    }

    public FetchPolicy withMaxBytes(long limit) {
        return new FetchPolicy(schemes, ports, maxRedirects, limit, deadline, allowPrivateAddresses, concurrency);
    }
}
