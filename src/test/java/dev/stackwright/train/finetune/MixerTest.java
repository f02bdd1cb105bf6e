package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.tensorflow.Mixing;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixerTest {

    private static final int SIZE = 40;
    private static final int[] ROWS = {3, 5, 6, 8, 9};

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 1, 4})
    void mixupsSharesAreOfTheBetaDistribution(double alpha) {
        double[] shares =
                many(mixer(alpha, 0)).stream().mapToDouble(Mixing::share).toArray();
        double mean = Arrays.stream(shares).average().orElseThrow();
        double variance =
                Arrays.stream(shares).map(s -> (s - 0.5) * (s - 0.5)).average().orElseThrow();
        assertThat(mean).isCloseTo(0.5, offset(0.02));
        assertThat(variance).isCloseTo(1 / (4 * (2 * alpha + 1)), offset(0.006));
        assertThat(many(mixer(alpha, 0))).allMatch(how -> how.width() == 1 && how.height() == 1);
    }

    @Test
    void cutMixPutsInAPieceOfWholePixelsWithoutAnyOfItsOwn() {
        List<Mixing> all = many(mixer(0, 1));
        assertThat(all).allMatch(how -> how.inside() == 0 && how.share() >= 0 && how.share() <= 1);
        assertThat(all).allMatch(how -> whole(how.left()) && whole(how.width()) && whole(how.top()));
        assertThat(all).anyMatch(how -> how.share() < 0.2).anyMatch(how -> how.share() > 0.9);
        assertThat(all.stream().mapToDouble(Mixing::share).average().orElseThrow())
                .isCloseTo(0.5 + cutAway(), offset(0.02));
    }

    /** What the edges cut away of squares of area a, uniform in [0, 1]: each side of √a keeps √a − a/4 on the average. */
    private static double cutAway() {
        return IntStream.range(0, 1000)
                .mapToDouble(i -> (i + 0.5) / 1000)
                .map(a -> a - Math.pow(Math.sqrt(a) - a / 4, 2))
                .average()
                .orElseThrow();
    }

    @Test
    void anImageIsMixedBySeedEpochAndPathAlone() {
        Mixer mixer = mixer(0.2, 1);
        Mixer.Mixture first = mixer.of(1, 5);
        assertThat(mixer(0.2, 1).of(1, 5)).isEqualTo(first);
        assertThat(mixer.of(2, 5)).isNotEqualTo(first);
        assertThat(new Mixer(new Augmentation(true, 1, 0, 0.2, 1), ROWS, row -> "image " + row, SIZE, 8).of(1, 5))
                .isNotEqualTo(first);
        int[] batch = mixer.withOthers(new int[] {9, 5, 3}, 1);
        assertThat(batch).hasSize(6).startsWith(9).contains(5, 3);
        assertThat(batch[3]).isEqualTo(first.other()).isIn(3, 5, 6, 8, 9);
        assertThat(mixer.mixings(new int[] {9, 5, 3}, 1)[1]).isEqualTo(first.how());
    }

    @Test
    void withBothAskedForEachImageHasOneOfThem() {
        List<Mixing> all = many(mixer(1, 1));
        long cut = all.stream().filter(how -> how.inside() == 0).count();
        assertThat(cut).isBetween(1800L, 2200L);
        assertThat(IntStream.range(0, 99)
                        .map(epoch -> mixer(1, 1).of(epoch, 3).other())
                        .distinct()
                        .sorted())
                .containsExactly(3, 5, 6, 8, 9);
    }

    @Test
    void whereNothingIsAskedForABatchStaysAsItIs() {
        int[] batch = {5, 3};
        assertThat(mixer(0, 0).withOthers(batch, 1)).isSameAs(batch);
        assertThat(mixer(0, 0).mixings(batch, 1)).isEmpty();
    }

    private static boolean whole(double share) {
        return Math.abs(share * SIZE - Math.rint(share * SIZE)) < 1e-9;
    }

    private static List<Mixing> many(Mixer mixer) {
        return IntStream.range(0, 4000)
                .mapToObj(epoch -> mixer.of(epoch, 3).how())
                .toList();
    }

    private static Mixer mixer(double mixup, double cutmix) {
        return new Mixer(new Augmentation(true, 1, 0, mixup, cutmix), ROWS, row -> "image " + row, SIZE, 7);
    }
}
