package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongSemaphoreTest {

    @Test
    void amountsBeyondAnIntAreCountedAndLetGo() {
        LongSemaphore bytes = new LongSemaphore(8L << 30, 1024);
        assertThat(bytes.tryAcquire(5L << 30)).isTrue();
        assertThat(bytes.tryAcquire((3L << 30) + 1)).isFalse();
        assertThat(bytes.tryAcquire(3L << 30)).isTrue();
        bytes.release(5L << 30);
        assertThat(bytes.tryAcquire(5L << 30)).isTrue();
    }

    @Test
    void whoWantsMoreThanThereIsHasAllOfItAlone() throws InterruptedException {
        LongSemaphore pixels = new LongSemaphore(1000, 7);
        assertThat(pixels.tryAcquire(Long.MAX_VALUE, 0)).isTrue();
        assertThat(pixels.tryAcquire(1)).isFalse();
        pixels.release(Long.MAX_VALUE);
        pixels.acquireUninterruptibly(1);
        assertThat(pixels.tryAcquire(Long.MAX_VALUE, 0)).isFalse();
    }

    /** Amounts of a byte would add up to many times what there is. */
    @Test
    void theSmallestAmountTakesAUnit() {
        LongSemaphore bytes = new LongSemaphore(2048, 1024);
        assertThat(bytes.tryAcquire(0)).isTrue();
        assertThat(bytes.tryAcquire(1)).isTrue();
        assertThat(bytes.tryAcquire(1)).isFalse();
    }
}
