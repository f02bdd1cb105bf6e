package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.prediction.Probabilities;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Native calls that requests share. A call begins as soon as one of few is free, so nothing waits while there is no other
 * work; what comes meanwhile waits, and the next call takes all of it that is for the same ensemble, up to a batch. The
 * window is thus the time of one call. A caller makes the call itself, with its own images and those of others. Thread-safe.
 */
final class DynamicBatcher {

    private final int calls;
    private final int batch;
    private final Clock clock;
    private final ClassifyListener listener;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Deque<Part> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param calls how many native calls run at once, 1 or more
     * @param batch how many images one takes at most, 1 or more
     */
    DynamicBatcher(int calls, int batch, Clock clock, ClassifyListener listener) {
        this.calls = calls;
        this.batch = batch;
        this.clock = clock;
        this.listener = listener;
    }

    /** The images of one caller, and what becomes of them. */
    private static final class Part {

        final Predictor ensemble;
        final List<Pixels> pixels;
        final Condition changed;

        @Nullable
        Prediction prediction;

        @Nullable
        Throwable failure;

        Part(Predictor ensemble, List<Pixels> pixels, Condition changed) {
            this.ensemble = ensemble;
            this.pixels = pixels;
            this.changed = changed;
        }

        boolean done() {
            return prediction != null || failure != null;
        }
    }

    /**
     * What the ensemble answers for these images; empty where no call with them could begin in time.
     *
     * @param pixels 1 to {@code batch}, of the ensemble's spec
     * @throws RuntimeException what the call failed with, also a call that others share
     */
    Optional<Prediction> predict(Predictor ensemble, List<Pixels> pixels, Deadline deadline) {
        Part mine = new Part(ensemble, pixels, lock.newCondition());
        lock.lock();
        try {
            if (deadline.isOver()) {
                return Optional.empty();
            }
            waiting.add(mine);
            while (!mine.done()) {
                if (running < calls && waiting.peekFirst() == mine) {
                    run(together(mine));
                } else if (waiting.contains(mine) && deadline.isOver()) {
                    waiting.remove(mine);
                    wakeNext();
                    return Optional.empty();
                } else {
                    await(mine, deadline);
                }
            }
        } finally {
            lock.unlock();
        }
        if (mine.failure instanceof RuntimeException cause) {
            throw cause;
        }
        if (mine.failure instanceof Error error) {
            throw error;
        }
        return Optional.ofNullable(mine.prediction);
    }

    /** How many callers wait for a call. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** One that is in a call waits for its end, as that cannot be interrupted. */
    @SuppressWarnings("WaitNotInLoop") // predict calls it in one
    private void await(Part mine, Deadline deadline) {
        try {
            if (waiting.contains(mine)) {
                var unused = mine.changed.awaitNanos(deadline.left());
            } else {
                mine.changed.await();
            }
        } catch (InterruptedException e) {
            waiting.remove(mine);
            wakeNext();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for prediction", e);
        }
    }

    /** The first that waits, and all others for the same ensemble that still fit. */
    private List<Part> together(Part first) {
        List<Part> parts = new ArrayList<>();
        int images = 0;
        for (Iterator<Part> all = waiting.iterator(); all.hasNext(); ) {
            Part part = all.next();
            if (part.ensemble == first.ensemble && images + part.pixels.size() <= batch) {
                parts.add(part);
                images += part.pixels.size();
                all.remove();
            }
        }
        return parts;
    }

    /** Lets the lock go meanwhile. */
    private void run(List<Part> parts) {
        running++;
        wakeNext();
        lock.unlock();
        List<Prediction> predictions = List.of();
        @Nullable Throwable failure = null;
        try {
            predictions = each(call(parts), parts);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            running--;
            // Nothing here may fail, not for want of memory either: who is not told waits for good.
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                part.failure = failure;
                part.prediction = failure == null ? predictions.get(i) : null;
                part.changed.signal();
            }
            wakeNext();
        }
    }

    private static List<Prediction> each(Prediction all, List<Part> parts) {
        List<Prediction> each = new ArrayList<>();
        int row = 0;
        for (Part part : parts) {
            each.add(rows(all, row, part.pixels.size()));
            row += part.pixels.size();
        }
        return each;
    }

    private Prediction call(List<Part> parts) {
        Predictor ensemble = parts.get(0).ensemble;
        List<Pixels> pixels =
                parts.stream().flatMap(part -> part.pixels.stream()).toList();
        PixelBatch images = PixelBatch.of(ensemble.manifest().imageSpec(), pixels);
        Instant start = clock.instant();
        Prediction prediction = ensemble.predict(images);
        listener.predicted(ensemble.manifest(), prediction, Duration.between(start, clock.instant()));
        return prediction;
    }

    private void wakeNext() {
        Part next = waiting.peekFirst();
        if (next != null && running < calls) {
            next.changed.signal();
        }
    }

    private static Prediction rows(Prediction all, int from, int count) {
        return new Prediction(
                rows(all.ensemble(), from, count),
                all.members().stream().map(member -> rows(member, from, count)).toList(),
                all.unfamiliarity().isEmpty() ? List.of() : all.unfamiliarity().subList(from, from + count));
    }

    private static Probabilities rows(Probabilities all, int from, int count) {
        double[][] rows = new double[count][all.labels()];
        for (int row = 0; row < count; row++) {
            for (int label = 0; label < all.labels(); label++) {
                rows[row][label] = all.at(from + row, label);
            }
        }
        return Probabilities.of(rows, all.labels());
    }
}
