package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.tensorflow.BatchParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFResourceExhaustedException;

class BatchPartsTest {

    private final List<Integer> tried = new ArrayList<>();

    @Test
    void aBatchThatFitsIsWhole() {
        assertThat(new BatchParts(true, 32, images -> images + " MB").run(32, memoryFor(32)))
                .containsExactly(new Part(0, 32));
    }

    @Test
    void partsDifferByOneImageAtMost() {
        assertThat(new BatchParts(true, 8, images -> images + " MB").run(10, memoryFor(8)))
                .containsExactly(new Part(0, 5), new Part(5, 10));
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedUntilItDoesAndTheNextOneKnows() {
        BatchParts parts = new BatchParts(true, Integer.MAX_VALUE, images -> images + " MB");
        assertThat(parts.run(10, memoryFor(3)))
                .containsExactly(new Part(0, 2), new Part(2, 5), new Part(5, 7), new Part(7, 10));
        assertThat(tried).containsExactly(10, 5, 3);
        assertThat(parts.run(6, memoryFor(3))).containsExactly(new Part(0, 3), new Part(3, 6));
        assertThat(tried).containsExactly(10, 5, 3, 3);
    }

    @Test
    void whereNotOneImageFitsItSaysSo() {
        assertThatThrownBy(() -> new BatchParts(true, 32, images -> images + " MB").run(32, memoryFor(0)))
                .isInstanceOf(TFResourceExhaustedException.class)
                .hasMessageContaining("1 images at once (about 1 MB)")
                .hasMessageContaining("smaller images")
                .hasMessageContaining("OOM");
        assertThat(tried).containsExactly(32, 16, 8, 4, 2, 1);
    }

    @Test
    void aBatchWhoseImagesKnowOfEachOtherIsNotCut() {
        assertThatThrownBy(() -> new BatchParts(false, 8, images -> images + " MB").run(32, memoryFor(31)))
                .isInstanceOf(TFResourceExhaustedException.class)
                .hasMessageContaining("32 images")
                .hasMessageContaining("smaller batches");
        assertThat(tried).containsExactly(32);
    }

    /** A device with memory for so many images. */
    private Function<List<Part>, List<Part>> memoryFor(int images) {
        return parts -> {
            int most = parts.stream().mapToInt(Part::images).max().orElseThrow();
            tried.add(most);
            if (most > images) {
                throw new TFResourceExhaustedException("OOM");
            }
            return parts;
        };
    }
}
