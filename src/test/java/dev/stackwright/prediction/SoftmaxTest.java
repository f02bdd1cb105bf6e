package dev.stackwright.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {

    @Test
    void probabilitiesSumToOneAndLargeLogitsDoNotOverflow() {
        double[] logits = {1000, 1000 + Math.log(3), -1000};
        double logSum = Softmax.inPlace(logits, 1);
        assertThat(logits).containsExactly(new double[] {0.25, 0.75, 0}, within(1e-12));
        assertThat(logSum).isEqualTo(Math.log(4.0 / 3), within(1e-12));
    }

    @Test
    void aTemperatureDividesTheLogits() {
        double[] logits = {0, 2 * Math.log(3)};
        Softmax.inPlace(logits, 2);
        assertThat(logits).containsExactly(new double[] {0.25, 0.75}, within(1e-12));
    }
}
