package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Too little memory says nothing of a photo: it is tried again when no other needs some. */
class PixelBudgetTest {

    private static final Pixels PIXELS = new Pixels(new ImageSpec(32), new byte[32 * 32 * 3]);

    private final PixelBudget budget = new PixelBudget(64_000_000);

    @Test
    void anImageForWhichThereWasNoMemoryIsDecodedWhenTheOthersAreDone() throws Exception {
        CountDownLatch otherHasBegun = new CountDownLatch(1);
        CountDownLatch firstHasFailed = new CountDownLatch(1);
        List<String> happened = new CopyOnWriteArrayList<>();
        AtomicInteger tries = new AtomicInteger();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Pixels> other = pool.submit(() -> budget.decode(1_000_000, () -> {
                otherHasBegun.countDown();
                await(firstHasFailed);
                happened.add("the other ends");
                return PIXELS;
            }));
            otherHasBegun.await();
            Pixels pixels = budget.decode(1_000_000, () -> {
                if (tries.getAndIncrement() == 0) {
                    firstHasFailed.countDown();
                    throw new OutOfMemoryError("on purpose");
                }
                happened.add("it is tried again");
                return PIXELS;
            });
            assertThat(pixels).isSameAs(PIXELS);
            assertThat(happened).containsExactly("the other ends", "it is tried again");
            assertThat(other.get()).isSameAs(PIXELS);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anImageForWhichThereIsNeverMemoryIsNotRejectedButFails() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> budget.decode(48_000_000, () -> {
                    tries.incrementAndGet();
                    throw new TFResourceExhaustedException("on purpose");
                }))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("48000000 pixels");
        assertThat(tries).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
