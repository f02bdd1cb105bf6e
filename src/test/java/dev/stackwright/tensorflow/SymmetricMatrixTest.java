package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SymmetricMatrixTest {

    @Test
    void eigenvaluesAscendAndVectorsAreColumns() {
        SymmetricMatrix.Eigen eigen = SymmetricMatrix.eigen(new double[] {2, 1, 1, 2}, 2);
        assertThat(eigen.values()).containsExactly(new double[] {1, 3}, within(1e-12));
        assertThat(eigen.vectors()[1] - eigen.vectors()[3])
                .as("the second is (1, 1) / √2, or the same turned around")
                .isEqualTo(0, within(1e-12));
        assertThat(Math.abs(eigen.vectors()[1])).isEqualTo(Math.sqrt(0.5), within(1e-12));
    }

    @Test
    void productsAreThoseOfThreeLoops() {
        double[] a = {1, 2, 3, 4, 5, 6};
        double[] b = {7, 8, 9, 10, 11, 12};
        assertThat(SymmetricMatrix.transposedTimes(a, b, 2))
                .as("of 2 × 3 and 2 × 3")
                .containsExactly(47, 52, 57, 64, 71, 78, 81, 90, 99);
        assertThat(SymmetricMatrix.timesTransposed(a, b, 3))
                .as("of 2 × 3 and 2 × 3")
                .containsExactly(50, 68, 122, 167);
    }
}
