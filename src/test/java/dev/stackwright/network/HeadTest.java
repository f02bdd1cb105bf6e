package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import org.junit.jupiter.api.Test;

class HeadTest {

    private static final FeatureMatrix FEATURES = new FeatureMatrix(1, 2, new float[] {3, 5});

    @Test
    void aColumnALabelIsALogitALabel() {
        Head head = new Head(2, 2, new float[] {1, 10, 2, 20}, new float[] {0.5f, -0.5f});
        assertThat(head.logits(FEATURES).row(0)).containsExactly(13.5, 129.5);
    }

    @Test
    void oneColumnForTwoLabelsIsASigmoidUnit() {
        Logits logits = new Head(2, 2, new float[] {1, -0.5f}, new float[] {0.25f}).logits(FEATURES);
        assertThat(logits.row(0)).containsExactly(0, 0.75);
        assertThat(logits.softmax(Temperature.NEUTRAL).at(0, 1)).isCloseTo(1 / (1 + Math.exp(-0.75)), offset(1e-12));
    }

    @Test
    void oneColumnForThreeLabelsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Head(2, 3, new float[2], new float[1]))
                .withMessage("expected a kernel of 2 × 3 and a bias of 3, found 2 and 1 values");
    }
}
