package dev.stackwright.train.finetune;

import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.tensorflow.Mixing;
import dev.stackwright.train.SeedSequence;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * With which image of the training each is mixed in an epoch, and how: decided by seed, epoch and the image's path alone, so
 * that neither batches nor their parts matter. The other is drawn from all, as in equation 1 of mixup; shares from Beta(α, α).
 * Pure.
 */
final class Mixer {

    /** Of one image in one epoch. */
    record Mixture(int other, Mixing how) {}

    private final Augmentation settings;
    private final int[] rows;
    private final IntFunction<String> path;
    private final int size;
    private final long seed;

    /**
     * @param rows of the training, one or more
     * @param path of a row's image
     * @param size pixels of an image's edge
     */
    Mixer(Augmentation settings, int[] rows, IntFunction<String> path, int size, long seed) {
        this.settings = settings;
        this.rows = rows.clone();
        this.path = path;
        this.size = size;
        this.seed = seed;
    }

    /** A batch with each row followed by the one that it is mixed with, or as it is where none is mixed. */
    int[] withOthers(int[] batch, int epoch) {
        return settings.mixes()
                ? Arrays.stream(batch)
                        .flatMap(row -> Arrays.stream(new int[] {row, of(epoch, row).other}))
                        .toArray()
                : batch;
    }

    /** How they are mixed; empty where none is. */
    Mixing[] mixings(int[] batch, int epoch) {
        return settings.mixes()
                ? Arrays.stream(batch).mapToObj(row -> of(epoch, row).how).toArray(Mixing[]::new)
                : new Mixing[0];
    }

    Mixture of(int epoch, int row) {
        Random random = SeedSequence.of(seed, "mix " + path.apply(row), epoch);
        int other = rows[random.nextInt(rows.length)];
        boolean cut = settings.cutmix() > 0 && (settings.mixup() == 0 || random.nextBoolean());
        double share = beta(random, cut ? settings.cutmix() : settings.mixup());
        return new Mixture(other, cut ? piece(random, share) : new Mixing(0, 0, 1, 1, share));
    }

    /** The other's: 1 − share of the area, as wide as high in shares of the edge, its middle anywhere, cut at the edges. */
    private Mixing piece(Random random, double share) {
        double edge = Math.sqrt(1 - share);
        int[] across = side(random, edge);
        int[] down = side(random, edge);
        return new Mixing(
                (double) across[0] / size,
                (double) down[0] / size,
                (double) (across[1] - across[0]) / size,
                (double) (down[1] - down[0]) / size,
                0);
    }

    private int[] side(Random random, double edge) {
        int pixels = (int) (size * edge);
        int from = random.nextInt(size) - pixels / 2;
        return new int[] {Math.max(0, from), Math.min(size, from + pixels)};
    }

    /** Of two variables of one gamma distribution the share of the first; in logarithms, as a small α makes them tiny. */
    private static double beta(Random random, double alpha) {
        double first = logGamma(random, alpha);
        double second = logGamma(random, alpha);
        return 1 / (1 + Math.exp(second - first));
    }

    /**
     * The logarithm of a variable of Gamma(α, 1): Marsaglia and Tsang, A simple method for generating gamma variables, ACM
     * TOMS 26 (2000); below 1 by Gamma(α + 1) · U^(1/α), their section 6.
     */
    private static double logGamma(Random random, double alpha) {
        if (alpha < 1) {
            return logGamma(random, alpha + 1) + Math.log(1 - random.nextDouble()) / alpha;
        }
        double d = alpha - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return Math.log(d * v);
            }
        }
    }
}
