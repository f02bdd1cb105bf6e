package dev.stackwright.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerProfileTest {

    @ParameterizedTest
    @CsvSource({
        "0.2,0",
        "0.49,0",
        "0.5,1",
        "0.7,2",
        "0.85,3",
        "0.9499,4",
        "0.95,5",
        "0.99,6",
        "0.9989,6",
        "0.999,7",
        "1,7"
    })
    void aProbabilityBelongsToOnePart(double probability, int part) {
        assertThat(AnswerProfile.part(probability)).isEqualTo(part);
    }

    @Test
    void photosAreCountedByConfidenceAndByLabel() {
        AnswerProfile profile =
                AnswerProfile.of(Probabilities.of(new double[][] {{0.4, 0.35, 0.25}, {0.05, 0.95, 0}, {0, 1, 0}}, 3));
        assertThat(profile).isEqualTo(new AnswerProfile(List.of(1, 0, 0, 0, 0, 1, 0, 1), List.of(1, 2, 0)));
        assertThat(profile.photos()).isEqualTo(3);
    }

    @Test
    void theIndexIsTheOneOfItsFormula() {
        // shares (30.5/101, 70.5/101) and (50.5/101, 50.5/101)
        double expected = (30.5 - 50.5) / 101 * Math.log(30.5 / 50.5) + (70.5 - 50.5) / 101 * Math.log(70.5 / 50.5);
        assertThat(AnswerProfile.index(List.of(30, 70), List.of(50, 50))).isEqualTo(expected, within(1e-12));
        assertThat(AnswerProfile.index(List.of(3, 0, 7), List.of(3, 0, 7))).isZero();
    }

    @Test
    void inNearly95Of100CasesWithoutAChangeTheIndexIsBelowItsLimit() {
        SplittableRandom random = new SplittableRandom(7);
        long below = IntStream.range(0, 2000)
                .filter(i -> {
                    List<Integer> now = drawn(random, 1000);
                    List<Integer> before = drawn(random, 300);
                    return AnswerProfile.index(now, before) < AnswerProfile.limit(now, before);
                })
                .count();
        assertThat(below).isBetween(1840L, 1960L);
    }

    @Test
    void countsThatDoNotAgreeAreNoProfile() {
        assertThatThrownBy(() -> new AnswerProfile(List.of(1, 0, 0, 0, 0, 1, 0, 1), List.of(1, 1)))
                .hasMessageContaining("expected 8 counts");
        assertThatThrownBy(() -> new AnswerProfile(List.of(-1, 0, 0, 0, 0, 1, 0, 1), List.of(1)))
                .hasMessageContaining("counts of 0 or more in 'confidences'");
    }

    @Test
    void aCalibrationKeepsWhatWasAnsweredAndOneOfOldIsReadWithout() {
        Calibration calibration = Calibration.of(
                Probabilities.of(new double[][] {{0.9, 0.1}, {0.2, 0.8}}, 2), new int[] {0, 1}, new double[0]);
        byte[] json = Json.bytes(calibration);
        assertThat(Json.read(json, Calibration.class, "calibration")).isEqualTo(calibration);
        Calibration old = new Calibration(2, List.of(0.1, 0.2), 0.8);
        assertThat(new String(Json.bytes(old), StandardCharsets.UTF_8)).doesNotContain("answers");
        assertThat(Json.read(Json.bytes(old), Calibration.class, "calibration")).isEqualTo(old);
    }

    private static List<Integer> drawn(SplittableRandom random, int photos) {
        List<Integer> counts = new ArrayList<>(Collections.nCopies(5, 0));
        for (int i = 0; i < photos; i++) {
            int part = (int) (5 * Math.sqrt(random.nextDouble()));
            counts.set(part, counts.get(part) + 1);
        }
        return counts;
    }
}
