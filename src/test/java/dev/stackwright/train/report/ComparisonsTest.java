package dev.stackwright.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.Weights;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonsTest {

    private static final Head HEAD = new Head(1, 2, new float[2], new float[2]);

    /** All of label 0; {@code z} is the margin by which each is said to be so. */
    private static Logits margins(double... z) {
        double[][] rows = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            rows[i] = new double[] {z[i], 0};
        }
        return Logits.of(rows, 2);
    }

    private static TrainedMember member(String name, boolean outOfFold, Logits training, Logits validation) {
        FeatureMatrix features = new FeatureMatrix(validation.rows(), 1, new float[validation.rows()]);
        return new TrainedMember(
                new Weights(name, "drawn", Sha256.of(new byte[0])),
                Origin.PROBE,
                HEAD,
                Optional.empty(),
                new Outputs(training, outOfFold, Optional.empty(), validation, features),
                Optional.empty(),
                ImageFindings.NONE,
                Measurements.NONE);
    }

    private static Comparisons comparisons(Logits ensemble, TrainedMember... members) {
        return new Comparisons(List.of(members), ensemble, Temperature.NEUTRAL, new int[ensemble.rows()]);
    }

    @Test
    void theMemberIsNamedByTheTrainingImagesAndNotByThoseItIsComparedOn() {
        TrainedMember steady = member("steady", true, margins(2, 2, 2), margins(1, 1, -1, -1));
        TrainedMember lucky = member("lucky", true, margins(2, 2, -2), margins(1, 1, 1, 1));
        Report.Comparison found = comparisons(margins(1, 1, 1, -1), lucky, steady)
                .withBest(new int[3])
                .orElseThrow();
        assertThat(found.member()).isEqualTo("steady");
        assertThat(found.onlyEnsemble()).isEqualTo(1);
        assertThat(found.onlyMember()).isZero();
        assertThat(found.accuracyGain().value()).isEqualTo(0.25);
        assertThat(found.logLossGain().value()).isEqualTo(0.25, within(1e-6));
    }

    /** Three members, each right in nine of ten, and an ensemble that is just one more of them: there is nothing to find. */
    @Test
    void equalMembersAreNoBetterThanTheEnsembleOnTheAverage() {
        double gain = 0;
        double againstTheLuckiest = 0;
        int times = 100;
        for (int time = 0; time < times; time++) {
            Random random = new Random(time);
            TrainedMember[] members = IntStream.range(0, 3)
                    .mapToObj(i -> member("m" + i, true, drawn(random), drawn(random)))
                    .toArray(TrainedMember[]::new);
            Comparisons comparisons = comparisons(drawn(random), members);
            gain += value(comparisons.withBest(new int[1000]).orElseThrow()) / times;
            againstTheLuckiest += comparisons.withAll().stream()
                            .mapToDouble(ComparisonsTest::value)
                            .min()
                            .orElseThrow()
                    / times;
        }
        assertThat(gain).isEqualTo(0, within(0.003));
        assertThat(againstTheLuckiest).isLessThan(-0.005);
    }

    private static double value(Report.Comparison comparison) {
        return comparison.accuracyGain().value();
    }

    private static Logits drawn(Random random) {
        return margins(IntStream.range(0, 1000)
                .mapToDouble(i -> random.nextDouble() < 0.9 ? 2 : -2)
                .toArray());
    }

    @Test
    void whereNothingIsOutOfFoldEveryMemberIsComparedAndNoneIsNamed() {
        double[] right = IntStream.range(0, 20).mapToDouble(i -> 1).toArray();
        TrainedMember same = member("same", false, margins(1), margins(right));
        TrainedMember worse = member("worse", false, margins(1), margins(firstWrong(right, 6)));
        TrainedMember worst = member("worst", false, margins(1), margins(firstWrong(right, 8)));
        Comparisons comparisons = comparisons(margins(right), same, worse, worst);
        assertThat(comparisons.withBest(new int[1])).isEmpty();
        // mid-p of 6 and of 8 to nothing: 2^-6 and 2^-8; Holm: times 3 for the least, times 2 for the next
        assertThat(comparisons.withAll())
                .extracting(Report.Comparison::member, Report.Comparison::pValue)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("same", 1.0),
                        org.assertj.core.groups.Tuple.tuple("worse", 2.0 / 64),
                        org.assertj.core.groups.Tuple.tuple("worst", 0.0117188));
    }

    private static double[] firstWrong(double[] margins, int count) {
        double[] wrong = margins.clone();
        for (int i = 0; i < count; i++) {
            wrong[i] = -1;
        }
        return wrong;
    }
}
