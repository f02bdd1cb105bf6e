package dev.stackwright.train.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurvesTest {

    @Test
    void binsOfFewImagesAreDrawnTogetherWithTheNext() {
        assertThat(Curves.reliability(
                                "as served",
                                List.of(
                                        new ReliabilityBin(1, 0.55, 0),
                                        new ReliabilityBin(9, 0.65, 1),
                                        new ReliabilityBin(90, 0.95, 0.9),
                                        new ReliabilityBin(10, 0.99, 1)))
                        .points())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new double[] {64, 0.9}, new double[] {95, 0.9}, new double[] {99, 1}));
    }

    @Test
    void theLastBinOfFewImagesIsDrawnTogetherWithTheOneBefore() {
        assertThat(Curves.reliability(
                                "as served", List.of(new ReliabilityBin(30, 0.5, 0.5), new ReliabilityBin(2, 0.66, 1)))
                        .points())
                .singleElement()
                .usingRecursiveComparison()
                .isEqualTo(new double[] {51, 0.53125});
    }

    @Test
    void fewImagesAreOnePoint() {
        assertThat(Curves.reliability("as served", List.of(new ReliabilityBin(1, 0.5, 1)))
                        .points())
                .hasSize(1);
    }
}
