package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import dev.stackwright.train.finetune.FineTuner.Augmenter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FineTuneScheduleTest {

    private static final FineTuneSettings SETTINGS = FineTuneSettings.FINE_TUNING;
    private static final FineTuneSettings ARTICLE = SETTINGS.article();

    @Test
    void theRateRisesToItsPeakAndFallsAlongACosine() {
        assertThat(SETTINGS.learningRate(0, 100)).isEqualTo(1e-5, within(1e-12));
        assertThat(SETTINGS.learningRate(9, 100)).isEqualTo(1e-4, within(1e-12));
        assertThat(SETTINGS.learningRate(55, 100)).isEqualTo(5e-5, within(1e-12));
        assertThat(SETTINGS.learningRate(99, 100)).isBetween(0.0, 1e-6);
        assertThat(ARTICLE.learningRate(0, 100)).isEqualTo(1e-4);
        assertThat(ARTICLE.learningRate(99, 100)).isEqualTo(1e-4);
    }

    @Property(tries = 50)
    void anEpochHasEveryRowOnceInBatchesThatDifferByOneAtMost(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int n) {
        int[] rows = IntStream.range(1000, 1000 + n).toArray();
        List<int[]> batches = FineTuner.batches(rows, SETTINGS, seed, 3);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(rows);
        int least = batches.stream().mapToInt(b -> b.length).min().orElseThrow();
        int most = batches.stream().mapToInt(b -> b.length).max().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(1);
        assertThat(most).isLessThanOrEqualTo(32);
        assertThat(batches).hasSize(SETTINGS.stepsPerEpoch(n));
    }

    @Test
    void theArticlesLastBatchIsTheRest() {
        int[] rows = IntStream.range(0, 70).toArray();
        assertThat(FineTuner.batches(rows, ARTICLE, 7, 1))
                .extracting(b -> b.length)
                .containsExactly(32, 32, 6);
    }

    @Test
    void orderDependsOnSeedAndEpoch() {
        int[] rows = IntStream.range(0, 20).toArray();
        int[] first = FineTuner.batches(rows, SETTINGS, 7, 1).get(0);
        assertThat(FineTuner.batches(rows, SETTINGS, 7, 1).get(0)).isEqualTo(first);
        assertThat(FineTuner.batches(rows, SETTINGS, 7, 2).get(0)).isNotEqualTo(first);
        assertThat(FineTuner.batches(rows, SETTINGS, 8, 1).get(0)).isNotEqualTo(first);
    }

    @Test
    void augmentationIsKeyedBySeedEpochAndImageAndCoversItsRange() {
        Augmenter augmenter = new Augmenter(SETTINGS, new ImageSpec(64), 7);
        List<Augmentation> many = IntStream.range(0, 500)
                .mapToObj(i -> augmenter.of(1, "image " + i))
                .toList();
        assertThat(many).contains(augmenter.of(1, "image 3")).anyMatch(Augmentation::flip);
        assertThat(many).extracting(Augmentation::dx).contains(-6, 0, 6).allMatch(dx -> Math.abs(dx) <= 6);
        assertThat(many).extracting(Augmentation::dy).contains(-6, 0, 6).allMatch(dy -> Math.abs(dy) <= 6);
        assertThat(IntStream.range(0, 9)
                        .mapToObj(epoch -> augmenter.of(epoch, "a"))
                        .distinct())
                .hasSizeGreaterThan(5);
        assertThat(new Augmenter(ARTICLE, new ImageSpec(64), 7).of(1, "a")).isEqualTo(Augmentation.NONE);
    }
}
