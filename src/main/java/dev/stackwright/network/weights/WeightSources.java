package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.store.ObjectStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/**
 * Makes sources of weights from their names. Thread-safe.
 *
 * @param cache folder in which fetched files are kept; made when needed
 * @param buckets opens a bucket by name, or throws where it may not be read
 * @param downloaders opens one for each file that is fetched by https
 */
public record WeightSources(
        Path cache, Function<String, ObjectStore> buckets, Function<DownloadPolicy, Downloader> downloaders) {

    private static final String EXPECTED =
            "expected weights as official, random, https://host/folder/, s3://bucket/prefix/ or a folder";

    /**
     * Reads {@code official}, {@code random}, {@code https://…}, {@code s3://bucket/prefix/} or a folder's path.
     *
     * @param seed of random weights
     * @throws IllegalArgumentException when the text is none of these, saying what was expected
     */
    public WeightSource parse(String text, long seed, Progress progress, Cancellation cancellation) {
        String trimmed = text.strip();
        if (trimmed.equals("official")) {
            return DownloadedWeights.official(cache, downloaders, progress, cancellation);
        }
        if (trimmed.equals("random")) {
            return new RandomWeightSource(seed);
        }
        String scheme = scheme(trimmed);
        return switch (scheme) {
            case "https" -> DownloadedWeights.below(https(trimmed), cache, downloaders, progress, cancellation);
            case "s3" -> inBucket(trimmed);
            case "" -> new DirectoryWeights(folder(trimmed));
            default -> throw new IllegalArgumentException(EXPECTED + "; found '" + text + "'");
        };
    }

    private static String scheme(String text) {
        int end = text.indexOf("://");
        return end < 0 ? "" : text.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static URI https(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(EXPECTED + "; found '" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                EXPECTED + "; found '" + text + "', which has no host, or a query or fragment");
    }

    private WeightSource inBucket(String text) {
        String rest = text.substring("s3://".length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException(EXPECTED + "; found '" + text + "', which names no bucket");
        }
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        return new StoreWeights(buckets.apply(bucket), folder, cache);
    }

    private static Path folder(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(EXPECTED + "; found '" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(EXPECTED + "; found nothing");
    }
}
