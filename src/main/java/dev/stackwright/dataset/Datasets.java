package dev.stackwright.dataset;

import dev.stackwright.progress.Progress;
import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;

/** Opens datasets wherever they lie. Thread-safe. */
public final class Datasets {

    /**
     * @param store reads {@code s3://} locations of its own bucket; others are refused
     * @param cache folder for downloads, by content; created when missing
     */
    public Datasets(ObjectStore store, Path cache, DatasetLimits limits) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @throws DatasetException when it cannot be read or has fewer than two classes */
    public Dataset open(DatasetLocation location, Progress progress) {
        throw new UnsupportedOperationException("skeleton");
    }
}
