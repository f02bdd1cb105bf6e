package dev.stackwright.image;

import dev.stackwright.common.LongSemaphore;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * Bounds the pixels that are being decoded at one moment, over all threads, so that many large images at once wait for
 * each other and do not exhaust memory. It has room for the largest image and half as much beside it: where large ones come
 * one at a time, others do not wait for them. Thread-safe.
 */
final class PixelBudget {

    private static final long UNIT = 4096;

    private final LongSemaphore free;

    /** @param largest pixels of the largest image, 1 or more */
    PixelBudget(long largest) {
        long half = largest / 2;
        free = new LongSemaphore(largest + Math.min(half, Long.MAX_VALUE - largest), UNIT);
    }

    /** Whether an image is large: more than half of the largest, so that no two of them are decoded at once. */
    static boolean isLarge(long pixels, long largest) {
        return pixels > largest / 2;
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
            return holding(pixels, decoding);
        } catch (TFResourceExhaustedException | OutOfMemoryError first) {
            try {
                return holding(Long.MAX_VALUE, decoding);
            } catch (TFResourceExhaustedException second) {
                OutOfMemoryError error = new OutOfMemoryError("decoding an image of " + pixels + " pixels");
                error.initCause(second);
                throw error;
            }
        }
    }

    private Pixels holding(long wanted, Decoding decoding) throws ImageRejectedException {
        free.acquireUninterruptibly(wanted);
        try {
            return decoding.run();
        } finally {
            free.release(wanted);
        }
    }
}
