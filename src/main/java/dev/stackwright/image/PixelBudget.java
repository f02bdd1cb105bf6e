package dev.stackwright.image;

import java.util.concurrent.Semaphore;

/**
 * Bounds the pixels that are being decoded at one moment, over all threads, so that many large images at once wait for
 * each other and do not exhaust memory. Small images never wait in practice. Thread-safe.
 */
final class PixelBudget {

    /** Permits are an int; one stands for this many pixels, so that every limit below 8 terapixels fits. */
    private static final long PIXELS_A_PERMIT = 4096;

    private final int permits;
    private final Semaphore free;

    PixelBudget(long pixels) {
        permits = permits(pixels);
        free = new Semaphore(permits, true);
    }

    /** Waits until {@code pixels} more fit; close the share when they are gone. Waiting is not interrupted. */
    Share take(long pixels) {
        int wanted = Math.min(permits, permits(pixels));
        free.acquireUninterruptibly(wanted);
        return () -> free.release(wanted);
    }

    private static int permits(long pixels) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + (pixels - 1) / PIXELS_A_PERMIT);
    }

    /** Pixels in use. */
    @FunctionalInterface
    interface Share extends AutoCloseable {
        @Override
        void close();
    }
}
