package dev.stackwright.train.finetune;

import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.train.SeedSequence;
import java.util.Random;

/** Heads to train from nothing: Keras' default for Dense, uniform within ±√(6 / (in + out)), bias 0 (Glorot, 2010). */
public final class GlorotHead {

    private GlorotHead() {}

    /** {@code Dense(labels)}, for softmax. */
    public static Head softmax(Network network, int labels, long seed) {
        return head(network, labels, labels, seed);
    }

    /** {@code Dense(1)}, a sigmoid unit for two labels. */
    public static Head sigmoid(Network network, long seed) {
        return head(network, 2, 1, seed);
    }

    private static Head head(Network network, int labels, int columns, long seed) {
        Random random = SeedSequence.of(seed, "head " + network.name());
        double limit = Math.sqrt(6.0 / (network.channels() + columns));
        float[] kernel = new float[network.channels() * columns];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) ((2 * random.nextDouble() - 1) * limit);
        }
        return new Head(network.channels(), labels, kernel, new float[columns]);
    }
}
