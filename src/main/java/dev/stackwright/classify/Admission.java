package dev.stackwright.classify;

import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.common.LongSemaphore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets in as many requests as can be answered in time, in the order in which they came, and refuses one that waits for
 * too long. A part is kept for requests of few images, which do not wait behind those of many. Thread-safe.
 */
final class Admission {

    private static final long UNIT = 1024;

    /** The most images of a request that counts as small. */
    private static final int FEW = 4;

    /** One part in so many is kept for small requests. */
    private static final int KEPT = 8;

    private final int mostImages;
    private final int mostOfLarge;
    private final long mostBytes;
    private final Duration patience;

    private final Semaphore images;
    private final Semaphore imagesOfLarge;
    private final LongSemaphore memory;

    /**
     * @param mostImages of all requests together, 1 or more; a request of more has it to itself
     * @param mostBytes of their pixels, likewise
     * @param patience how long a request waits to be let in
     */
    Admission(int mostImages, long mostBytes, Duration patience) {
        this.mostImages = mostImages;
        this.mostOfLarge = mostImages - mostImages / KEPT;
        this.mostBytes = mostBytes;
        this.patience = patience;
        this.images = new Semaphore(mostImages, true);
        this.imagesOfLarge = new Semaphore(mostOfLarge, true);
        this.memory = new LongSemaphore(mostBytes, UNIT);
    }

    /** What a request was let in for; closing it lets others in. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for room, all at once, so that no two requests wait for what the other one holds.
     *
     * @throws OverloadedException when there is none in time
     */
    Place enter(int count, long bytes, Deadline deadline) {
        boolean large = count > FEW;
        int ofLarge = large ? Math.min(count, mostOfLarge) : 0;
        int ofAll = large ? ofLarge : Math.min(count, mostImages);
        long end = System.nanoTime() + Math.min(patience.toNanos(), deadline.left());
        if (!acquired(imagesOfLarge, ofLarge, end)) {
            throw tooManyImages(count);
        }
        if (!acquired(images, ofAll, end)) {
            imagesOfLarge.release(ofLarge);
            throw tooManyImages(count);
        }
        Place place = () -> {
            images.release(ofAll);
            imagesOfLarge.release(ofLarge);
        };
        if (!within(end, left -> memory.tryAcquire(bytes, left))) {
            place.close();
            throw overloaded(
                    count,
                    "expected " + bytes + " bytes for the request's images",
                    "that other requests hold all " + mostBytes,
                    "max-memory");
        }
        return () -> {
            memory.release(bytes);
            place.close();
        };
    }

    private static boolean acquired(Semaphore semaphore, int permits, long end) {
        // for no permit, too, a fair semaphore lets wait behind those who wait for some
        return permits == 0 || within(end, left -> semaphore.tryAcquire(permits, left, TimeUnit.NANOSECONDS));
    }

    private interface Waiting {
        boolean acquires(long nanos) throws InterruptedException;
    }

    private static boolean within(long end, Waiting waiting) {
        try {
            return waiting.acquires(Math.max(0, end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for other requests", e);
        }
    }

    private OverloadedException tooManyImages(int count) {
        return overloaded(
                count,
                "expected room for the request's images",
                "other requests with " + mostImages + " images",
                "max-images");
    }

    private OverloadedException overloaded(int count, String expected, String found, String key) {
        return new OverloadedException(
                expected + " within " + patience.toMillis() + " ms, found " + found + "; try again, "
                        + (count > 1 ? "send fewer images at once, " : "") + "or set stackwright.classify." + key,
                Duration.ofSeconds(Math.max(1, patience.toSeconds())));
    }

    /** When a request has to be answered, whatever it waits for. */
    record Deadline(Duration whole, Instant end, Clock clock) {

        static Deadline after(Duration whole, Clock clock) {
            return new Deadline(whole, clock.instant().plus(whole), clock);
        }

        /** Earlier by one part in so many of the whole. */
        Deadline earlier(int parts) {
            Duration part = whole.dividedBy(parts);
            return new Deadline(whole.minus(part), end.minus(part), clock);
        }

        /** Of nanoseconds, zero or more. */
        long left() {
            return Math.max(0, Duration.between(clock.instant(), end).toNanos());
        }

        boolean isOver() {
            return left() == 0;
        }
    }
}
