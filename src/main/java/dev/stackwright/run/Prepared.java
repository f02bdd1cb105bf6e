package dev.stackwright.run;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.DatasetIndex;
import java.time.Instant;

/**
 * The document {@code runs/<run>/plan.json}: what the stage prepare decided, for all others.
 *
 * @param request with every choice made
 * @param dataset digest of its content, which must stay the same
 * @param index the blob with the dataset's {@link DatasetIndex}
 */
record Prepared(int schema, TrainRequest request, Sha256 dataset, Sha256 index, Instant at) {

    static final int SCHEMA = 1;

    Prepared {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected schema " + SCHEMA + ", found " + schema);
        }
    }
}
