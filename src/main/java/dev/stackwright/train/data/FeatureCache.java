package dev.stackwright.train.data;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.RejectedImage;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.store.ObjectStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Features kept in the store by what they depend on. An entry may vanish or be damaged at any time: then it is as if it
 * were not there. Thread-safe; two writers of one key write the same.
 */
final class FeatureCache {

    /** @param values training rows, then validation rows */
    record Entry(FeatureMatrix values, int trainingRows, List<RejectedImage> setAside) {}

    private final ObjectStore store;
    private final Progress progress;

    FeatureCache(ObjectStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    Optional<Entry> find(CacheKey key) {
        Optional<byte[]> document = store.read(key.index());
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            FeatureIndex index = Json.read(document.get(), FeatureIndex.class, "index " + key.index());
            if (index.schema() != FeatureIndex.SCHEMA || !index.of().equals(key)) {
                return Optional.empty();
            }
            Optional<byte[]> values = store.read(key.values());
            if (values.isPresent() && Sha256.of(values.get()).equals(index.values())) {
                return Optional.of(entry(index, values.get()));
            }
            progress.note("kept features of " + key.network() + " are missing or damaged: computing them again");
        } catch (MalformedJsonException | IllegalArgumentException e) {
            progress.note("kept features of " + key.network() + " cannot be read: computing them again");
        }
        return Optional.empty();
    }

    private static Entry entry(FeatureIndex index, byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        int rows = Math.addExact(index.trainingRows(), index.validationRows());
        return new Entry(new FeatureMatrix(rows, index.channels(), values), index.trainingRows(), index.setAside());
    }

    /** Values first, index last, so that an index never speaks of values that are not there. */
    void keep(CacheKey key, Entry entry) {
        FeatureMatrix matrix = entry.values();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(matrix.values().length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(matrix.values());
        store.put(key.values(), bytes.array());
        FeatureIndex index = new FeatureIndex(
                FeatureIndex.SCHEMA,
                key,
                matrix.channels(),
                entry.trainingRows(),
                matrix.rows() - entry.trainingRows(),
                entry.setAside(),
                Sha256.of(bytes.array()));
        store.put(key.index(), Json.bytes(index));
    }
}
