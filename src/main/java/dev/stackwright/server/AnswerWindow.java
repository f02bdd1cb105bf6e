package dev.stackwright.server;

import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.prediction.AnswerProfile;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Probabilities;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The last answers of one ensemble beside those for its version's validation part, to see whether photos have changed since
 * it was trained. It begins anew with each version. All figures are no number until there are {@value #LEAST} answers, and
 * for versions that were published without the figures of their validation part. Thread-safe.
 */
final class AnswerWindow {

    /** Answers that are looked at. */
    static final int MOST = 1000;

    /** With fewer, chance alone moves shares by tenths. */
    static final int LEAST = 100;

    private record Answer(int part, int label) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Integer> confidences = new ArrayList<>(Collections.nCopies(AnswerProfile.PARTS, 0));
    private List<Integer> labels = List.of();
    private @Nullable EnsembleVersion version;
    private @Nullable AnswerProfile before;

    /** Takes a row an answer; the oldest make room. */
    synchronized void add(Manifest manifest, Probabilities given) {
        if (!manifest.version().equals(version)) {
            begin(manifest);
        }
        for (int row = 0; row < given.rows(); row++) {
            int label = given.best(row);
            Answer answer = new Answer(AnswerProfile.part(given.at(row, label)), label);
            count(answer, 1);
            answers.addLast(answer);
            if (answers.size() > MOST) {
                count(answers.removeFirst(), -1);
            }
        }
    }

    private void begin(Manifest manifest) {
        version = manifest.version();
        Calibration calibration = manifest.calibration();
        before = calibration == null ? null : calibration.answers();
        answers.clear();
        Collections.fill(confidences, 0);
        labels = new ArrayList<>(Collections.nCopies(manifest.labels().count(), 0));
    }

    private void count(Answer answer, int change) {
        confidences.set(answer.part(), confidences.get(answer.part()) + change);
        labels.set(answer.label(), labels.get(answer.label()) + change);
    }

    /** How many answers are looked at. */
    synchronized int size() {
        return answers.size();
    }

    /** How far confidences are from those of the validation part, {@link AnswerProfile#index}. */
    double confidenceDrift() {
        return compared(AnswerProfile::confidences, AnswerProfile::index);
    }

    /** What {@link #confidenceDrift} stays below in 95 of 100 cases where photos are as they were. */
    double confidenceLimit() {
        return compared(AnswerProfile::confidences, AnswerProfile::limit);
    }

    /** How far labels are from those that were answered for the validation part, {@link AnswerProfile#index}. */
    double labelDrift() {
        return compared(AnswerProfile::labels, AnswerProfile::index);
    }

    /** What {@link #labelDrift} stays below in 95 of 100 cases where photos are as they were. */
    double labelLimit() {
        return compared(AnswerProfile::labels, AnswerProfile::limit);
    }

    private synchronized double compared(
            Function<AnswerProfile, List<Integer>> part, ToDoubleBiFunction<List<Integer>, List<Integer>> compare) {
        return before == null || answers.size() < LEAST
                ? Double.NaN
                : compare.applyAsDouble(part.apply(new AnswerProfile(confidences, labels)), part.apply(before));
    }
}
