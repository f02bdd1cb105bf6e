package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FeatureSubspace;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubspaceFitTest {

    private static final int CHANNELS = 12;

    /** Around (5, 5, …), varying along three directions alone. */
    private static FeatureMatrix flat(int rows, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * CHANNELS];
        for (int row = 0; row < rows; row++) {
            double[] along = {random.nextGaussian(), 2 * random.nextGaussian(), random.nextGaussian()};
            for (int c = 0; c < CHANNELS; c++) {
                values[row * CHANNELS + c] = (float) (5 + along[c % 3] * (1 + c / 3));
            }
        }
        return new FeatureMatrix(rows, CHANNELS, values);
    }

    private static FeatureSubspace fit(FeatureMatrix features) {
        return SubspaceFit.fit(features, IntStream.range(0, features.rows()).toArray());
    }

    @Test
    void whatVariesAsTheTrainingPhotosDoIsFamiliarAndAnythingElseIsNot() {
        FeatureSubspace seen = fit(flat(40, 1));
        assertThat(seen.unfamiliarity(flat(1, 2), 0)).isCloseTo(0, within(1e-3));
        float[] other = flat(1, 2).values();
        other[0] += 3;
        other[3] -= 3;
        double length = 0;
        for (float value : other) {
            length += value * value;
        }
        // of (3, -3) the part along (1, 2, 3, 4) is -3 / sqrt(30)
        double off = Math.sqrt(18 - 9 / 30.0);
        assertThat(seen.unfamiliarity(new FeatureMatrix(1, CHANNELS, other), 0))
                .isCloseTo(off / Math.sqrt(length), within(1e-3));
    }

    @Test
    void twoPhotosAndPhotosThatAreAllAlikeHaveASubspaceToo() {
        assertThat(fit(flat(2, 1)).dimensions()).isEqualTo(1);
        FeatureSubspace same = fit(new FeatureMatrix(4, 2, new float[] {1, 2, 1, 2, 1, 2, 1, 2}));
        assertThat(same.unfamiliarity(new FeatureMatrix(1, 2, new float[] {1, 2}), 0))
                .isZero();
        assertThat(same.unfamiliarity(new FeatureMatrix(1, 2, new float[] {0, 0}), 0))
                .isFinite()
                .isPositive();
    }

    @Test
    void ofManyRowsSomeAreLookedAtEvenly() {
        assertThat(SubspaceFit.rows(3)).containsExactly(0, 1, 2);
        assertThat(SubspaceFit.rows(1024)).hasSize(512).startsWith(0, 2, 4).endsWith(1022);
    }
}
