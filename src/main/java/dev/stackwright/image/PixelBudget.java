package dev.stackwright.image;

import java.util.concurrent.Semaphore;
import org.tensorflow.exceptions.TFResourceExhaustedException;

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

    /** What holds pixels in memory while it runs. */
    @FunctionalInterface
    interface Decoding {
        Pixels run() throws ImageRejectedException;
    }

    /**
     * Runs {@code decoding} as soon as {@code pixels} more fit. Where memory does not suffice it is run once more when no
     * other image is being decoded: it says nothing of the image. Waiting is not interrupted.
     *
     * @throws OutOfMemoryError when memory does not suffice for this image alone
     */
    Pixels decode(long pixels, Decoding decoding) throws ImageRejectedException {
        try {
            return holding(Math.min(permits, permits(pixels)), decoding);
        } catch (TFResourceExhaustedException | OutOfMemoryError first) {
            try {
                return holding(permits, decoding);
            } catch (TFResourceExhaustedException second) {
                OutOfMemoryError error = new OutOfMemoryError("decoding an image of " + pixels + " pixels");
                error.initCause(second);
                throw error;
            }
        }
    }

    private Pixels holding(int wanted, Decoding decoding) throws ImageRejectedException {
        free.acquireUninterruptibly(wanted);
        try {
            return decoding.run();
        } finally {
            free.release(wanted);
        }
    }

    private static int permits(long pixels) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + (pixels - 1) / PIXELS_A_PERMIT);
    }
}
