package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stackwright.network.Layers.Padding;
import org.junit.jupiter.api.Test;

class PaddingTest {

    @Test
    void sameCoversEveryCellAndValidOnlyWholeWindows() {
        assertThat(Padding.SAME.edge(224, 3, 2)).isEqualTo(112);
        assertThat(Padding.SAME.edge(5, 3, 2)).isEqualTo(3);
        assertThat(Padding.VALID.edge(224, 3, 2)).isEqualTo(111);
        assertThat(Padding.VALID.edge(5, 3, 2)).isEqualTo(2);
        assertThat(Padding.VALID.edge(3, 3, 2)).isEqualTo(1);
    }

    @Test
    void sameAddsNoMoreZerosThanTheLastWindowNeeds() {
        assertThat(Padding.SAME.zeros(112, 3, 2)).isEqualTo(1);
        assertThat(Padding.SAME.zeros(25, 3, 2)).isEqualTo(2);
        assertThat(Padding.SAME.zeros(25, 3, 1)).isEqualTo(2);
        assertThat(Padding.SAME.zeros(25, 1, 2)).isZero();
        assertThat(Padding.VALID.zeros(112, 3, 2)).isZero();
    }

    @Test
    void anImageUnderTheWindowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Padding.VALID.edge(2, 3, 2))
                .withMessageContaining("found 2");
    }
}
