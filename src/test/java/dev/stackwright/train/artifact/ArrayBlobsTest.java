package dev.stackwright.train.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Sha256;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ArrayBlobsTest {

    private final MapObjectStore store = new MapObjectStore();
    private final ContentStore contents = new ContentStore(store, new ObjectKey("runs/a"));
    private final ArrayBlobs blobs = new ArrayBlobs(contents);

    @Test
    void aTableOfMoreBytesThanAnIntHoldsIsCountedAndMissedAndNotMiscounted() {
        ArrayBlobs.Array features = new ArrayBlobs.Array(500_000, 2_048, contents.keep(new byte[8]));
        assertThat(features.bytes(Float.BYTES)).isEqualTo(4_096_000_000L);
        assertThat(new ArrayBlobs.Array(500_000, 1_000, features.content()).bytes(Double.BYTES))
                .isEqualTo(4_000_000_000L);
        assertThatThrownBy(() -> blobs.floats(features))
                .isInstanceOf(ArrayBlobs.MissingException.class)
                .hasMessageContaining("expected 4096000000 bytes, found 8");
    }

    @Test
    void numbersOfMoreThanOneBufferComeBackInTheBytesThatOlderVersionsWrote() {
        float[] values = new float[300_000];
        ByteBuffer written = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 7f;
            written.putFloat(values[i]);
        }
        ArrayBlobs.Array kept = blobs.keep(1000, 300, values);
        assertThat(kept.content()).isEqualTo(Sha256.of(written.array()));
        assertThat(blobs.floats(kept)).isEqualTo(values);
    }

    @Test
    void logitsComeBackBitByBit() {
        double[][] rows = new double[50_000][3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i / 3.0, -i, 1e-300};
        }
        Logits back = blobs.logits(blobs.keep(Logits.of(rows, 3)));
        assertThat(back.rows()).isEqualTo(50_000);
        assertThat(back.row(49_999)).containsExactly(rows[49_999]);
    }
}
