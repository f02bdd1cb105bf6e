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
        float[] x = floats(random, ROWS * CHANNELS);
        float[] weights = floats(random, COLUMNS * CHANNELS);
        float[] residuals = floats(random, ROWS * COLUMNS);
        float[] scores;
        float[] gradient;
        try (FixedMatrix matrix = new FixedMatrix(ROWS, CHANNELS, x)) {
            scores = matrix.timesTransposed(weights, COLUMNS);
            gradient = matrix.transposedTimes(residuals, COLUMNS);
        }
        for (int c = 0; c < COLUMNS; c++) {
            for (int i = 0; i < ROWS; i++) {
                float score = 0;
                for (int j = 0; j < CHANNELS; j++) {
                    score += x[i * CHANNELS + j] * weights[c * CHANNELS + j];
                }
                assertThat(scores[i * COLUMNS + c]).isCloseTo(score, Offset.offset(1e-5f));
            }
            for (int j = 0; j < CHANNELS; j++) {
                float sum = 0;
                for (int i = 0; i < ROWS; i++) {
                    sum += residuals[i * COLUMNS + c] * x[i * CHANNELS + j];
                }
                assertThat(gradient[c * CHANNELS + j]).isCloseTo(sum, Offset.offset(1e-5f));
            }
        }
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
