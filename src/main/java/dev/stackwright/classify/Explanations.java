package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyReply.Explanation;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What answers rest on, for those who ask: a second native call for the same images, one at a time, so that whoever asks
 * for maps does not slow down those who do not. Thread-safe.
 */
final class Explanations {

    /** For requests without {@code explain}. */
    static final Maps NOT_ASKED = (result, row, label) -> result;

    private final Semaphore one = new Semaphore(1, true);

    /** Of one batch. */
    @FunctionalInterface
    interface Maps {

        /** The answer with its maps, or with why there are none. */
        Result on(Result result, int row, int label);
    }

    Maps of(Predictor ensemble, List<Pixels> pixels, Deadline deadline) {
        Manifest manifest = ensemble.manifest();
        if (!begin(deadline)) {
            return missing("there was no time left for maps; ask for fewer images at once");
        }
        Optional<Evidence> evidence;
        try {
            evidence = ensemble.evidence(PixelBatch.of(manifest.imageSpec(), pixels));
        } finally {
            one.release();
        }
        return evidence.<Maps>map(
                        found -> (result, row, label) -> result.explained(Explanation.of(manifest, found, row, label)))
                .orElseGet(() -> missing("version " + manifest.version()
                        + " was published without what maps need; train" + " the ensemble again"));
    }

    private static Maps missing(String why) {
        return (result, row, label) -> result.explained(new Explanation(null, null, why));
    }

    private boolean begin(Deadline deadline) {
        try {
            return !deadline.isOver() && one.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to explain an answer", e);
        }
    }
}
