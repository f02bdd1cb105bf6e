package dev.stackwright.download;

import dev.stackwright.common.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Who may be asked, and for how much. Nothing here is widened by what a server answers: each redirect is held to the
 * same policy.
 *
 * @param schemes of {@code http}, {@code https}, {@link #HTTP_ON_LOOPBACK}, and {@code s3}, which the caller reads
 * @param ports none for any
 * @param maxRedirects 0 to 10
 * @param maxBytes of one body as it comes over the wire, 1 byte to 1 TiB; to 1 GiB where bodies are held in memory
 * @param timeout of {@link Downloader#bytes} from the first look-up to the last byte, redirects included; of a file, of
 *     each wait for more of it; 1 ms to 10 minutes
 * @param allowPrivateAddresses whether hosts on loopback and private networks may be asked; cloud metadata and
 *     addresses that wrap another one are refused even then
 * @param proxied whether the system's proxies are used; a host's addresses are then looked up by the proxy, unchecked
 * @param concurrency how many are asked at once; 1 to 256
 * @param accept what to ask for, e.g. {@code image/png}
 * @param backoff of files; bytes are asked for once
 */
public record DownloadPolicy(
        Set<String> schemes,
        Set<Integer> ports,
        int maxRedirects,
        long maxBytes,
        Duration timeout,
        boolean allowPrivateAddresses,
        boolean proxied,
        int concurrency,
        String accept,
        Backoff backoff) {

    /** Plain http from this machine itself, for tests. */
    public static final String HTTP_ON_LOOPBACK = "http on loopback";

    static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Set<String> KNOWN_SCHEMES = Set.of("http", "https", "s3", HTTP_ON_LOOPBACK);
    private static final long MOST_BYTES = 1L << 40;

    /** What can be decoded, so that a server which chooses by this header does not send AVIF. */
    private static final String IMAGES = "image/jpeg, image/png, image/webp, image/gif, image/bmp, */*;q=0.1";

    /** Ports 80 and 443; 32 MiB; 10 seconds; public addresses; 16 at once. */
    public static final DownloadPolicy DEFAULT = images(Set.of(80, 443), 32L << 20, Duration.ofSeconds(10), false, 16);

    /**
     * For images at a stranger's urls: http, https and s3; 3 redirects; one try; without a proxy, as what a proxy looks
     * up cannot be checked.
     *
     * @param maxBytes at most 1 GiB: bodies are held in memory, up to {@code concurrency} of them
     */
    public static DownloadPolicy images(
            Set<Integer> ports, long maxBytes, Duration timeout, boolean allowPrivateAddresses, int concurrency) {
        if (maxBytes > 1L << 30) {
            throw new IllegalArgumentException("maxBytes: expected 1 to " + (1L << 30) + ", found " + maxBytes);
        }
        return new DownloadPolicy(
                Set.of("http", "https", "s3"),
                ports,
                3,
                maxBytes,
                timeout,
                allowPrivateAddresses,
                false,
                concurrency,
                IMAGES,
                Backoff.of(1, Duration.ZERO, Duration.ZERO));
    }

    /** For large files: https; any port; 5 redirects; half a minute of silence; by proxies; four tries. */
    public static DownloadPolicy files(long maxBytes, boolean allowPrivateAddresses) {
        return new DownloadPolicy(
                Set.of("https"),
                Set.of(),
                5,
                maxBytes,
                Duration.ofSeconds(30),
                allowPrivateAddresses,
                true,
                4,
                "*/*",
                Backoff.of(4, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    public DownloadPolicy {
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
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes: expected 1 to " + MOST_BYTES + ", found " + maxBytes);
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("timeout: expected 1 ms to 10 minutes, found " + timeout);
        }
        if (concurrency < 1 || concurrency > 256) {
            throw new IllegalArgumentException("concurrency: expected 1 to 256, found " + concurrency);
        }
    }

    /** Whether {@link #HTTP_ON_LOOPBACK} is about this address. */
    public static boolean isHttpOnLoopback(URI address) {
        return "http".equalsIgnoreCase(address.getScheme())
                && address.getHost() != null
                && LOOPBACK.contains(address.getHost());
    }

    public DownloadPolicy withSchemes(Set<String> others) {
        return new DownloadPolicy(
                others,
                ports,
                maxRedirects,
                maxBytes,
                timeout,
                allowPrivateAddresses,
                proxied,
                concurrency,
                accept,
                backoff);
    }

    public DownloadPolicy withPorts(Set<Integer> others) {
        return new DownloadPolicy(
                schemes,
                others,
                maxRedirects,
                maxBytes,
                timeout,
                allowPrivateAddresses,
                proxied,
                concurrency,
                accept,
                backoff);
    }

    public DownloadPolicy withMaxBytes(long limit) {
        return new DownloadPolicy(
                schemes,
                ports,
                maxRedirects,
                limit,
                timeout,
                allowPrivateAddresses,
                proxied,
                concurrency,
                accept,
                backoff);
    }

    public DownloadPolicy withTimeout(Duration limit) {
        return new DownloadPolicy(
                schemes,
                ports,
                maxRedirects,
                maxBytes,
                limit,
                allowPrivateAddresses,
                proxied,
                concurrency,
                accept,
                backoff);
    }

    public DownloadPolicy withPrivateAddresses(boolean allowed) {
        return new DownloadPolicy(
                schemes, ports, maxRedirects, maxBytes, timeout, allowed, proxied, concurrency, accept, backoff);
    }

    public DownloadPolicy withBackoff(Backoff other) {
        return new DownloadPolicy(
                schemes,
                ports,
                maxRedirects,
                maxBytes,
                timeout,
                allowPrivateAddresses,
                proxied,
                concurrency,
                accept,
                other);
    }
}
