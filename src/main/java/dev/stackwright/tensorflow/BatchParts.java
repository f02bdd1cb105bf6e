package dev.stackwright.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Into how many parts a batch is cut: as few as fit the memory, which shows when they do not. Not thread-safe. */
final class BatchParts {

    /** Images {@code from} to below {@code to}. */
    record Part(int from, int to) {

        int images() {
            return to - from;
        }
    }

    private final boolean divisible;
    private final IntFunction<String> memory;
    private int atOnce;

    /**
     * @param divisible whether the result of a batch is that of its parts
     * @param atOnce images in a part at most, at first
     * @param memory what a step with so many images at once takes, for people
     */
    BatchParts(boolean divisible, int atOnce, IntFunction<String> memory) {
        this.memory = memory;
        this.divisible = divisible;
        this.atOnce = divisible ? atOnce : Integer.MAX_VALUE;
    }

    /**
     * What {@code step} gives for the parts of a batch. Where the device has no memory for one, the step is repeated with
     * parts of half the size, which later batches keep.
     *
     * @param step leaves nothing behind that a repetition would find, where it throws
     * @throws TFResourceExhaustedException where the batch cannot be cut any more
     */
    <T> T run(int images, Function<List<Part>, T> step) {
        while (true) {
            try {
                return step.apply(of(images));
            } catch (TFResourceExhaustedException e) {
                int tried = Math.min(atOnce, images);
                if (!divisible || tried == 1) {
                    throw refused(tried, e);
                }
                atOnce = (tried + 1) / 2;
            }
        }
    }

    private List<Part> of(int images) {
        int parts = 1 + (images - 1) / atOnce;
        List<Part> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            all.add(new Part((int) ((long) part * images / parts), (int) ((part + 1L) * images / parts)));
        }
        return all;
    }

    private TFResourceExhaustedException refused(int images, TFResourceExhaustedException e) {
        TFResourceExhaustedException refused =
                new TFResourceExhaustedException("expected memory for a step with " + images
                        + " images at once (about "
                        + memory.apply(images) + "), found too little, and "
                        + (divisible ? "fewer are none" : "with batch norm in training a batch cannot be cut")
                        + "; ask for " + (divisible ? "smaller images" : "smaller batches or images") + " ("
                        + e.getMessage() + ")");
        refused.initCause(e);
        return refused;
    }
}
