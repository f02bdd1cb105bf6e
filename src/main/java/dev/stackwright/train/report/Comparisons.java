package dev.stackwright.train.report;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.metrics.McNemar;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.metrics.PairedDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ensemble against its members on the validation part. Whom it is compared with is settled without that part: the
 * member that happened to do best there would be flattered by it, and the test would find too little.
 */
final class Comparisons {

    private final List<TrainedMember> members;
    private final int[] labels;
    private final boolean[] right;
    private final double[] losses;

    /** @param ensemble logits of the validation part */
    Comparisons(List<TrainedMember> members, Logits ensemble, Temperature temperature, int[] labels) {
        this.members = members;
        this.labels = labels;
        this.right = right(ensemble.softmax(temperature));
        this.losses = Metrics.logLosses(ensemble, labels, temperature.value());
    }

    /**
     * With the member of the least out-of-fold log-loss, of equals the first; empty where a member has none.
     *
     * @param training labels of the training images
     */
    Optional<Report.Comparison> withBest(int[] training) {
        if (members.stream().anyMatch(m -> m.outputs().trainingOutOfFold().isEmpty())) {
            return Optional.empty();
        }
        return members.stream()
                .min(Comparator.comparingDouble(m -> Metrics.logLoss(m.outputs().training(), training)))
                .map(this::with);
    }

    /** With each member; p adjusted by Holm (A simple sequentially rejective multiple test procedure, 1979). */
    List<Report.Comparison> withAll() {
        List<Report.Comparison> all = members.stream().map(this::with).toList();
        List<Integer> ascending = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> all.get(i).pValue()))
                .toList();
        List<Report.Comparison> adjusted = new ArrayList<>(all);
        double atLeast = 0;
        for (int rank = 0; rank < ascending.size(); rank++) {
            Report.Comparison one = all.get(ascending.get(rank));
            atLeast = Math.max(atLeast, Math.min(1, (ascending.size() - rank) * one.pValue()));
            adjusted.set(ascending.get(rank), one.withPValue(Metrics.rounded(atLeast)));
        }
        return adjusted;
    }

    private Report.Comparison with(TrainedMember member) {
        Logits other = member.outputs().validation();
        McNemar test = McNemar.of(right, right(other.softmax(Temperature.NEUTRAL)));
        PairedDifference loss = PairedDifference.of(Metrics.logLosses(other, labels, 1), losses);
        return new Report.Comparison(
                member.weights().network(),
                test.onlyFirst(),
                test.onlySecond(),
                Metrics.rounded(test.pValue()),
                test.difference().rounded(),
                loss.interval().rounded());
    }

    private boolean[] right(Probabilities probabilities) {
        boolean[] right = new boolean[labels.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = probabilities.best(i) == labels[i];
        }
        return right;
    }
}
