package dev.stackwright.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AurocTest {

    @Test
    void itIsTheShareOfPairsInTheirOrderWithEqualOnesAsHalf() {
        assertThat(Auroc.of(new double[] {1, 2}, new double[] {3, 4})).hasValue(1);
        assertThat(Auroc.of(new double[] {3, 4}, new double[] {1, 2})).hasValue(0);
        assertThat(Auroc.of(new double[] {1, 1}, new double[] {1})).hasValue(0.5);
        // pairs: 1<2, 1<4, 3>2, 3<4, 2=2, 2<4
        assertThat(Auroc.of(new double[] {3, 1, 2}, new double[] {2, 4})).hasValue(4.5 / 6);
    }

    @Test
    void ofOneKindAloneThereIsNone() {
        assertThat(Auroc.of(new double[0], new double[] {1})).isEmpty();
        assertThat(Auroc.of(new double[] {1}, new double[0])).isEmpty();
    }
}
