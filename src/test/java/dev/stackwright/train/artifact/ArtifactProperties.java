package dev.stackwright.train.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedStack;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Laws of what stages leave: every number comes back as it went, to the last bit. */
class ArtifactProperties {

    @Provide
    Arbitrary<Float> floats() {
        // by their bits: JSON has to tell apart neighbours of every size
        return Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite);
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }

    @Provide
    Arbitrary<Double> temperatures() {
        return doubles().filter(value -> value > 0);
    }

    private static TrainedStack back(TrainedStack outcome) {
        StackArtifact folder = new StackArtifact(new MapObjectStore(), new ObjectKey("runs/a/stack"));
        folder.keep(outcome);
        return folder.find().orElseThrow();
    }

    private static TrainedStack outcome(Stack stack, double temperature, Optional<Logits> outOfFold) {
        return new TrainedStack(
                stack,
                new TrainedStack.Report(
                        stack.kind(),
                        List.of(0.5),
                        List.of(new TrainedStack.Candidate("mean", 0.25, 1e-3, 0.0, 0.0)),
                        "because",
                        List.of()),
                new Temperature(temperature),
                outOfFold,
                Instant.parse("2026-11-24T09:00:00.123Z"),
                new Measurements(Map.of("stack", 0.125), Map.of("device", "CPU"), Map.of()));
    }

    @Property(tries = 100)
    void aStackOfFloatsComesBack(
            @ForAll @Size(value = 6) List<@From("floats") Float> numbers,
            @ForAll @From("temperatures") double temperature) {
        float[][] kernel = {{numbers.get(0), numbers.get(1)}, {numbers.get(2), numbers.get(3)}};
        float[] bias = {numbers.get(4), numbers.get(5)};
        TrainedStack first = outcome(new Stack.ConcatenatedFeatures(kernel, bias), temperature, Optional.empty());
        TrainedStack second = outcome(new Stack.Dense(kernel, bias, kernel, bias), temperature, Optional.empty());
        assertThat(back(first)).usingRecursiveComparison().isEqualTo(first);
        assertThat(back(second)).usingRecursiveComparison().isEqualTo(second);
    }

    @Property(tries = 100)
    void aStackOfDoublesAndItsLogitsComeBack(@ForAll @Size(value = 6) List<@From("doubles") Double> numbers) {
        Logits logits =
                Logits.of(new double[][] {{numbers.get(0), numbers.get(1)}, {numbers.get(2), numbers.get(3)}}, 2);
        for (Stack stack : List.of(
                new Stack.Mean(),
                new Stack.Greedy(List.of(numbers.get(4), numbers.get(5))),
                new Stack.NonNegative(List.of(numbers.get(4)), List.of(numbers.get(5))))) {
            TrainedStack outcome = outcome(stack, 1, Optional.of(logits));
            assertThat(back(outcome)).usingRecursiveComparison().isEqualTo(outcome);
        }
    }
}
