package dev.stackwright.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.prediction.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StratifiedFoldsTest {

    private static final Labels ABC = new Labels(List.of("ants", "bees", "cats"));

    private static int[] labels(long seed, int extra, int folds) {
        Random random = new Random(seed);
        return IntStream.concat(
                        IntStream.range(0, 3 * folds).map(i -> i % 3),
                        IntStream.range(0, extra).map(i -> random.nextInt(3)))
                .toArray();
    }

    @Property(tries = 100)
    void everyRowIsHeldOutOnceAndEachClassIsSpreadWithinOne(
            @ForAll long seed, @ForAll @IntRange(max = 200) int extra, @ForAll @IntRange(min = 2, max = 9) int count) {
        int[] labels = labels(seed, extra, count);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, ABC, count, seed);
        int[] times = new int[labels.length];
        int[][] spread = new int[3][count];
        for (int fold = 0; fold < count; fold++) {
            for (int row : folds.heldOut(fold)) {
                times[row]++;
                spread[labels[row]][fold]++;
            }
            assertThat(IntStream.concat(Arrays.stream(folds.training(fold)), Arrays.stream(folds.heldOut(fold)))
                            .sorted())
                    .containsExactlyElementsOf(
                            IntStream.range(0, labels.length).boxed().toList());
        }
        assertThat(times).containsOnly(1);
        for (int[] ofClass : spread) {
            assertThat(Arrays.stream(ofClass).max().orElseThrow()
                            - Arrays.stream(ofClass).min().orElseThrow())
                    .isLessThanOrEqualTo(1);
        }
        int[] sizes =
                IntStream.range(0, count).map(f -> folds.heldOut(f).length).toArray();
        assertThat(Arrays.stream(sizes).max().orElseThrow()
                        - Arrays.stream(sizes).min().orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void oneSeedGivesOneDealAndAnotherSeedAnother() {
        int[] labels = labels(1, 60, 5);
        assertThat(held(labels, 7)).isEqualTo(held(labels, 7)).isNotEqualTo(held(labels, 8));
    }

    private static List<List<Integer>> held(int[] labels, long seed) {
        StratifiedFolds folds = StratifiedFolds.stratified(labels, ABC, 5, seed);
        return IntStream.range(0, 5)
                .mapToObj(f -> Arrays.stream(folds.heldOut(f)).boxed().toList())
                .toList();
    }

    @Test
    void aClassWithFewerImagesThanFoldsIsMissingFromSome() {
        StratifiedFolds folds = StratifiedFolds.stratified(new int[] {0, 0, 0, 1, 1, 2, 2, 2}, ABC, 3, 7);
        assertThat(folds.of(3)).isNotEqualTo(folds.of(4));
    }

    @Property(tries = 100)
    void copiesShareAFold(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int count, @ForAll @IntRange(max = 90) int extra) {
        int[] labels = labels(seed, extra, count);
        int[] copies = IntStream.range(0, labels.length).map(row -> row / 3).toArray();
        StratifiedFolds folds = StratifiedFolds.stratified(labels, copies, ABC, count, seed);
        for (int row = 1; row < labels.length; row++) {
            if (copies[row] == copies[row - 1]) {
                assertThat(folds.of(row)).isEqualTo(folds.of(row - 1));
            }
        }
    }

    @Property(tries = 50)
    void withoutCopiesRowsAreDealtInTurn(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int count) {
        int[] labels = labels(seed, 40, count);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, ABC, count, seed);
        int next = 0;
        for (int c = 0; c < 3; c++) {
            int[] rows =
                    StratifiedFolds.byClass(IntStream.range(0, labels.length).toArray(), labels, 3)[c];
            for (int row : SeedSequence.shuffled(rows, SeedSequence.of(seed, "folds", c))) {
                assertThat(folds.of(row)).isEqualTo(next);
                next = (next + 1) % count;
            }
        }
    }

    @Test
    void seedsOfOtherPurposesAreOthers() {
        assertThat(IntStream.range(0, 1000)
                        .mapToLong(i -> SeedSequence.hash(7, "epoch", i))
                        .distinct()
                        .count())
                .isEqualTo(1000);
        assertThat(SeedSequence.hash(7, "a", 1))
                .isNotEqualTo(SeedSequence.hash(7, "b", 1))
                .isNotEqualTo(SeedSequence.hash(8, "a", 1));
    }
}
