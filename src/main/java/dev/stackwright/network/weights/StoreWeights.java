package dev.stackwright.network.weights;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Weights under their official file names below a prefix of a bucket, kept in a cache folder by their entity tag.
 * Thread-safe. Does not close the store.
 */
public final class StoreWeights implements WeightSource {

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

    private static WeightsException missing(Network network, String address) {
        return new WeightsException(
                network.name() + ": there is no weights file " + address + ". It is published at "
                        + network.published().address() + ".",
                null);
    }

    @Override
    public String describe() {
        return "s3://" + store.bucket() + "/" + prefix;
    }
}
