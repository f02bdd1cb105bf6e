package dev.stackwright.train.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That charts show the numbers they are given. */
class ChartTest {

    @Test
    void aDotLiesOnTheScaleWhereItsShareIs() {
        String svg = Chart.dots("title", List.of(new Chart.Dot("one", 0.8, 0.9, 1, true)));
        // from 150 (80 %) to 536 (100 %)
        assertThat(svg)
                .contains("<circle class=\"dot strong\" cx=\"343\" cy=\"14\"")
                .contains("<line class=\"interval strong\" x1=\"150\" y1=\"14\" x2=\"536\" y2=\"14\"/>")
                .contains("aria-label=\"title. one: 90.0 %, from 80.0 % to 100.0 %\"");
    }

    @Test
    void aLineRunsFromItsFirstToItsLastPoint() {
        String svg = Chart.lines(
                "title",
                List.of(
                        new Chart.Line("none", List.of()),
                        new Chart.Line(
                                "loss", List.of(new double[] {0, 2}, new double[] {4, 1}, new double[] {8, 0}))));
        assertThat(svg)
                .contains("points=\"44,8 290,102 536,196\"")
                .contains("loss from 2 to 0")
                .doesNotContain("none");
    }

    @Test
    void wherePointsAreTheSameOrMissingNothingIsDividedByZero() {
        assertThat(Chart.lines("title", List.of())).isEmpty();
        assertThat(Chart.lines("title", List.of(new Chart.Line("flat", List.of(new double[] {1, 0})))))
                .contains("points=\"44,196\"")
                .doesNotContain("NaN", "Infinity");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 5, '0.0 0.2 0.4 0.6 0.8 1.0'",
        "0.8, 1, 5, '0.8 0.85 0.9 0.95 1.0'",
        "0, 37, 4, '0.0 10.0 20.0 30.0'"
    })
    void ticksAreRound(double low, double high, int about, String expected) {
        assertThat(Chart.ticks(low, high, about))
                .containsExactlyElementsOf(Stream.of(Pattern.compile(" ").split(expected))
                        .map(Double::valueOf)
                        .toList());
    }
}
