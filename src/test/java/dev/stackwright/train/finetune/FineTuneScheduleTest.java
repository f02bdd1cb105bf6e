package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Precision;
import dev.stackwright.tensorflow.Augmentation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        List<int[]> batches = EpochBatches.of(rows, SETTINGS, seed, 3);
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
        assertThat(EpochBatches.of(rows, ARTICLE, 7, 1))
                .extracting(b -> b.length)
                .containsExactly(32, 32, 6);
    }

    @Test
    void orderDependsOnSeedAndEpoch() {
        int[] rows = IntStream.range(0, 20).toArray();
        int[] first = EpochBatches.of(rows, SETTINGS, 7, 1).get(0);
        assertThat(EpochBatches.of(rows, SETTINGS, 7, 1).get(0)).isEqualTo(first);
        assertThat(EpochBatches.of(rows, SETTINGS, 7, 2).get(0)).isNotEqualTo(first);
        assertThat(EpochBatches.of(rows, SETTINGS, 8, 1).get(0)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"10, 30", "277, 15", "574, 12", "1444, 9", "20000, 4", "1000000, 3"})
    void aSmallSetIsSeenMoreOften(int images, int epochs) {
        assertThat(SETTINGS.epochs(images)).isEqualTo(epochs);
    }

    @Test
    void aTrialOfARateIsATenthOfTheSteps() {
        FineTuneSettings tried = new FineTuneSettings(
                10,
                32,
                3e-4,
                0.1,
                SETTINGS.optimizer(),
                0,
                SETTINGS.augmentation(),
                SETTINGS.classWeights(),
                SETTINGS.batchNorm(),
                false,
                List.of(1e-4, 3e-4, 1e-3),
                Precision.MIXED);
        assertThat(tried.steps(320)).isEqualTo(100);
        assertThat(tried.trialSteps(320)).isEqualTo(10);
        assertThat(tried.stepsAndTrials(320)).isEqualTo(130);
        assertThat(SETTINGS.stepsAndTrials(320)).isEqualTo(SETTINGS.steps(320));
        assertThat(tried.at(1e-3).trialRates()).isEmpty();
        assertThat(tried.at(1e-3).precision()).isEqualTo(Precision.MIXED);
        assertThat(tried.article().precision()).isEqualTo(Precision.FLOAT32);
        assertThat(tried.at(1e-3).learningRate(9, 100)).isEqualTo(1e-3, within(1e-12));
    }

    @Test
    void augmentationIsKeyedBySeedEpochAndImageAndCoversItsRange() {
        Augmenter augmenter = new Augmenter(new FineTuneSettings.Augmentation(true, 0.5, 0.2), 7);
        List<Augmentation> many = IntStream.range(0, 500)
                .mapToObj(i -> augmenter.of(1, "image " + i))
                .toList();
        assertThat(many).contains(augmenter.of(1, "image 3")).anyMatch(Augmentation::flip);
        assertThat(many)
                .extracting(a -> a.width() * a.height())
                .allMatch(area -> area >= 0.5 && area <= 1)
                .anyMatch(area -> area < 0.55)
                .anyMatch(area -> area > 0.95);
        assertThat(many)
                .extracting(a -> a.width() / a.height())
                .allMatch(ratio -> ratio > 0.749 && ratio < 1.334)
                .anyMatch(ratio -> ratio < 0.8)
                .anyMatch(ratio -> ratio > 1.25);
        assertThat(many)
                .extracting(Augmentation::brightness)
                .allMatch(factor -> factor >= 0.8 && factor <= 1.2)
                .anyMatch(factor -> factor < 0.85)
                .anyMatch(factor -> factor > 1.15);
        assertThat(IntStream.range(0, 9)
                        .mapToObj(epoch -> augmenter.of(epoch, "a"))
                        .distinct())
                .hasSizeGreaterThan(5);
        assertThat(new Augmenter(ARTICLE.augmentation(), 7).of(1, "a")).isEqualTo(Augmentation.NONE);
    }
}
