package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Products of matrices by the engine are those of three loops. */
class FixedMatrixTest {

    private static final int ROWS = 7;
    private static final int CHANNELS = 5;
    private static final int COLUMNS = 3;

    @Test
    void bothProductsAreThoseOfThreeLoops() {
        Random random = new Random(1);
        double[] x = random.doubles(ROWS * CHANNELS).toArray();
        double[] weights = random.doubles(COLUMNS * CHANNELS + 2).toArray();
        double[] residuals = random.doubles(ROWS * COLUMNS).toArray();
        double[] scores = new double[ROWS * COLUMNS];
        double[] gradient = new double[COLUMNS * CHANNELS + 2];
        gradient[COLUMNS * CHANNELS] = 9;
        try (FixedMatrix matrix = new FixedMatrix(ROWS, CHANNELS, x)) {
            matrix.timesTransposed(weights, COLUMNS, scores);
            matrix.transposedTimes(residuals, COLUMNS, gradient);
        }
        for (int c = 0; c < COLUMNS; c++) {
            for (int i = 0; i < ROWS; i++) {
                double score = 0;
                for (int j = 0; j < CHANNELS; j++) {
                    score += x[i * CHANNELS + j] * weights[c * CHANNELS + j];
                }
                assertThat(scores[i * COLUMNS + c]).isCloseTo(score, Offset.offset(1e-12));
            }
            for (int j = 0; j < CHANNELS; j++) {
                double sum = 0;
                for (int i = 0; i < ROWS; i++) {
                    sum += residuals[i * COLUMNS + c] * x[i * CHANNELS + j];
                }
                assertThat(gradient[c * CHANNELS + j]).isCloseTo(sum, Offset.offset(1e-12));
            }
        }
        assertThat(gradient[COLUMNS * CHANNELS])
                .as("what follows is left alone")
                .isEqualTo(9);
    }
}
