package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PrefetchedBatchesTest {

    private static final List<int[]> BATCHES = List.of(new int[] {4, 2}, new int[] {7}, new int[] {1, 3});

    @Test
    void comeInTheirOrder() {
        List<Integer> first = new ArrayList<>();
        try (PrefetchedBatches<int[]> batches = new PrefetchedBatches<>(BATCHES, rows -> rows)) {
            while (batches.hasNext()) {
                first.add(batches.next()[0]);
            }
            assertThatIllegalStateException().isThrownBy(batches::next);
        }
        assertThat(first).containsExactly(4, 7, 1);
    }

    @Test
    void oneIsPutTogetherWhileTheCallerComputesAndNoMore() throws InterruptedException {
        List<Integer> loaded = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch second = new CountDownLatch(2);
        try (PrefetchedBatches<int[]> batches = new PrefetchedBatches<>(BATCHES, rows -> {
            loaded.add(rows[0]);
            second.countDown();
            return rows;
        })) {
            batches.next();
            second.await();
        }
        // closing waited for all that was begun
        assertThat(loaded).containsExactly(4, 7);
    }

    @Test
    void whatGoesWrongIsThrownWhenItsTurnComes() {
        try (PrefetchedBatches<int[]> batches = new PrefetchedBatches<>(BATCHES, rows -> {
            if (rows[0] == 7) {
                throw new IllegalArgumentException("row 7");
            }
            return rows;
        })) {
            assertThat(batches.next()).containsExactly(4, 2);
            assertThatThrownBy(batches::next)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row 7");
        }
    }

    @Test
    void noBatchesAreNone() {
        try (PrefetchedBatches<int[]> batches = new PrefetchedBatches<>(List.of(), rows -> rows)) {
            assertThat(batches.hasNext()).isFalse();
        }
    }
}
