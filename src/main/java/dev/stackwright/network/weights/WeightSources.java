package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** Weights to train from nothing: the same for the same seed. Thread-safe. */
    public record RandomWeightSource(long seed) implements WeightSource {

        @Override
        public NetworkWeights weights(Network network) {
            return RandomWeights.of(network, seed);
        }

        @Override
        public String describe() {
            return "random";
        }
    }

    private static WeightsException missing(Network network, String place) {
        return new WeightsException(
                network.name() + ": there is no weights file " + place + ". It is published at "
                        + network.published().address() + ".",
                null);
    }

    /** Weights from a local folder, under their official file names. Their digests are the owner's affair. Thread-safe. */
    public static final class DirectoryWeights implements WeightSource {

        private final Path folder;

        public DirectoryWeights(Path folder) {
            this.folder = folder;
        }

        @Override
        public NetworkWeights weights(Network network) {
            Path file = folder.resolve(network.published().fileName());
            if (!Files.isRegularFile(file)) {
                throw missing(network, file.toString());
            }
            return KerasH5.read(file, network);
        }

        @Override
        public String describe() {
            return folder.toString();
        }
    }

    /**
     * Weights under their official file names below a prefix of a bucket, kept in a cache folder by their entity tag.
     * Thread-safe. Does not close the store.
     */
    public static final class StoreWeights implements WeightSource {

        private final ObjectStore store;
        private final String prefix;
        private final Path cache;

        /** @param prefix empty or ending in a slash */
        public StoreWeights(ObjectStore store, String prefix, Path cache) {
            if (!prefix.isEmpty() && !prefix.endsWith("/")) {
                throw new IllegalArgumentException("expected a prefix that ends in a slash, found '" + prefix + "'");
            }
            this.store = store;
            this.prefix = prefix;
            this.cache = cache;
        }

        @Override
        public NetworkWeights weights(Network network) {
            ObjectKey key = new ObjectKey(prefix + network.published().fileName());
            String address = "s3://" + store.bucket() + "/" + key;
            ObjectSummary summary = store.head(key).orElseThrow(() -> missing(network, address));
            Sha256 version = Sha256.of((address + "\n" + summary.etag()).getBytes(StandardCharsets.UTF_8));
            Path file = cache.resolve("s3-" + version.brief()).resolve(key.fileName());
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw new WeightsException(network.name() + ": cannot keep weights in " + cache + ": " + e, e);
            }
            if (!Files.exists(file) && !store.download(key, file)) {
                throw missing(network, address);
            }
            return KerasH5.read(file, network);
        }

        @Override
        public String describe() {
            return "s3://" + store.bucket() + "/" + prefix;
        }
    }
}
