package dev.stackwright.train.data;

import dev.stackwright.image.PixelBatch;
import java.util.Optional;

/** Images in a fixed order, a batch at a time. */
public interface PixelBatches extends AutoCloseable {

    /** Images of each batch but the last. */
    int BATCH = 32;

    /** The next batch, or empty after the last. */
    Optional<PixelBatch> next();

    @Override
    void close();
}
