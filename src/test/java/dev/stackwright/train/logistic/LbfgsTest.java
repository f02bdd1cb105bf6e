package dev.stackwright.train.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Cancellation;
import org.junit.jupiter.api.Test;

class LbfgsTest {

    private static final Lbfgs MINIMISER = new Lbfgs(1e-8, 500, Cancellation.NEVER);

    /** Σ (i + 1) · (xᵢ − 1)² / 2. */
    private static double quadratic(double[] x, double[] gradient) {
        double value = 0;
        for (int i = 0; i < x.length; i++) {
            gradient[i] = (i + 1) * (x[i] - 1);
            value += gradient[i] * (x[i] - 1) / 2;
        }
        return value;
    }

    @Test
    void theScaleOfTheFunctionDoesNotMatter() {
        for (double scale : new double[] {1e-12, 1, 1e12}) {
            Lbfgs.Minimum found = MINIMISER.minimise(
                    (x, gradient) -> {
                        double value = quadratic(x, gradient);
                        for (int i = 0; i < gradient.length; i++) {
                            gradient[i] *= scale;
                        }
                        return scale * value;
                    },
                    new double[20]);
            assertThat(found.point())
                    .containsExactly(
                            MINIMISER
                                    .minimise(LbfgsTest::quadratic, new double[20])
                                    .point(),
                            within(1e-6));
            assertThat(found.gradient()).isLessThanOrEqualTo(1e-8);
        }
    }

    @Test
    void aLineSearchThatFailsOnceIsTriedAgainDownTheGradient() {
        int[] calls = {0};
        Lbfgs.Minimum found = MINIMISER.minimise(
                (x, gradient) -> {
                    double value = quadratic(x, gradient);
                    calls[0]++;
                    // as long as one whole search takes, in the midst of it
                    return calls[0] >= 10 && calls[0] < 70 ? Double.NaN : value;
                },
                new double[20]);
        assertThat(calls[0]).isGreaterThan(70);
        assertThat(found.gradient()).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void whatIsNoMinimumIsNotCalledOne() {
        assertThat(new Lbfgs(1e-8, 2, Cancellation.NEVER)
                        .minimise(LbfgsTest::quadratic, new double[20])
                        .gradient())
                .as("too few steps")
                .isGreaterThan(1e-3);
        Lbfgs.Minimum stuck = MINIMISER.minimise(
                (x, gradient) -> {
                    gradient[0] = 1;
                    return 5;
                },
                new double[1]);
        assertThat(stuck.gradient()).as("no step makes it less").isEqualTo(1);
    }

    @Test
    void aStartThatIsNearlyThereIsHeldAgainstTheOrigin() {
        double[] near = MINIMISER.minimise(LbfgsTest::quadratic, new double[20]).point();
        assertThat(MINIMISER.minimise(LbfgsTest::quadratic, near).iterations()).isZero();
    }

    /** Σ 10^i · (xᵢ − 1)² / 2, with what is known of it. */
    private static Lbfgs.Objective steep(double[] curvature, double rounding, double off) {
        return new Lbfgs.Objective() {
            private int calls;

            @Override
            public double valueAndGradient(double[] x, double[] gradient) {
                double value = 1;
                for (int i = 0; i < x.length; i++) {
                    gradient[i] = Math.pow(10, i) * (x[i] - 1);
                    value += gradient[i] * (x[i] - 1) / 2;
                }
                calls++;
                return value + off * calls;
            }

            @Override
            public double[] curvature() {
                return curvature;
            }

            @Override
            public double rounding() {
                return rounding;
            }
        };
    }

    @Test
    void whereSecondDerivativesAreKnownOneStepIsEnough() {
        double[] known = {1, 10, 100, 1000, 10000};
        assertThat(MINIMISER.minimise(steep(known, 0, 0), new double[5]).iterations())
                .isEqualTo(1);
        assertThat(MINIMISER.minimise(steep(new double[0], 0, 0), new double[5]).iterations())
                .isGreaterThan(5);
    }

    @Test
    void aValueThatRoundingMakesLargerDoesNotEndAFit() {
        double[] nearly = {1.2, 9, 120, 900, 12000};
        assertThat(MINIMISER.minimise(steep(nearly, 0, 1e-7), new double[5]).gradient())
                .as("without knowing of it")
                .isGreaterThan(1e-8);
        assertThat(MINIMISER.minimise(steep(nearly, 1e-6, 1e-7), new double[5]).gradient())
                .isLessThanOrEqualTo(1e-8);
    }
}
