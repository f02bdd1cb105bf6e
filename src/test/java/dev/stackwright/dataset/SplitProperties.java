package dev.stackwright.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of the split. */
class SplitProperties {

    private static final int LABELS = 4;

    @Property(tries = 200)
    void partsAreDisjointAndComplete(@ForAll("examples") List<Example> examples) {
        Split split = Split.of(examples);
        List<Example> both = new ArrayList<>(split.training());
        both.addAll(split.validation());
        assertThat(both).containsExactlyInAnyOrderElementsOf(examples);
    }

    @Property(tries = 200)
    void equalBytesStayOnOneSide(@ForAll("examples") List<Example> examples) {
        Split split = Split.of(examples);
        assertThat(Collections.disjoint(digests(split.training()), digests(split.validation())))
                .isTrue();
    }

    @Property(tries = 200)
    void theOrderOfTheExamplesDoesNotMatter(@ForAll("examples") List<Example> examples, @ForAll long seed) {
        List<Example> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Split.of(shuffled)).isEqualTo(Split.of(examples));
    }

    @Property(tries = 200)
    void namesDoNotMatter(@ForAll("examples") List<Example> examples) {
        List<Example> renamed = examples.stream()
                .map(e -> new Example("other/" + (examples.size() - examples.indexOf(e)), e.label(), e.digest()))
                .toList();
        assertThat(digests(Split.of(renamed).validation()))
                .isEqualTo(digests(Split.of(examples).validation()));
    }

    @Property(tries = 200)
    void ofDistinctImagesEachLabelGivesItsFifthWithinOne(@ForAll("distinct") List<Example> examples) {
        Split split = Split.of(examples);
        for (int label = 0; label < LABELS; label++) {
            double fifth = count(examples, label) / 5.0;
            assertThat((double) count(split.validation(), label)).isBetween(fifth - 0.5, fifth + 0.5);
        }
    }

    @Property(tries = 200)
    void noLabelLosesAllItsTrainingImages(@ForAll("distinct") List<Example> examples) {
        Split split = Split.of(examples);
        for (int label = 0; label < LABELS; label++) {
            if (count(examples, label) > 0) {
                assertThat(count(split.training(), label)).isPositive();
            }
        }
    }

    @Provide
    Arbitrary<List<Example>> examples() {
        return list(Arbitraries.integers().between(0, 30), false);
    }

    @Provide
    Arbitrary<List<Example>> distinct() {
        return list(Arbitraries.integers().between(0, 1_000_000), true);
    }

    private static Arbitrary<List<Example>> list(Arbitrary<Integer> contents, boolean distinct) {
        Arbitrary<int[]> one = Combinators.combine(
                        contents, Arbitraries.integers().between(0, LABELS - 1))
                .as((content, label) -> new int[] {content, label});
        return one.list().ofMaxSize(60).map(drawn -> {
            List<Example> examples = new ArrayList<>();
            Set<Integer> seen = new HashSet<>();
            for (int[] d : drawn) {
                if (seen.add(d[0]) || !distinct) {
                    Sha256 digest = Sha256.of(String.valueOf(d[0]).getBytes(StandardCharsets.UTF_8));
                    examples.add(new Example("p/" + examples.size(), d[1], digest));
                }
            }
            return examples;
        });
    }

    private static long count(List<Example> examples, int label) {
        return examples.stream().filter(e -> e.label() == label).count();
    }

    private static Set<Sha256> digests(List<Example> examples) {
        return examples.stream().map(Example::digest).collect(Collectors.toSet());
    }
}
