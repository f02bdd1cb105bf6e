package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.train.SeedSequence;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The article's stack: members' logits side by side → Dense(10, relu) → Dense(labels), softmax cross-entropy, Adam 1e-3,
 * batches of 32, Glorot's uniform start, all as Keras has them by default.
 *
 * @param epochs passes over the rows
 * @param standardised whether logits are divided by their root mean square first (folded into the first kernel), so that
 *     members' scale does not decide how fast the net learns
 */
public record DenseFit(int epochs, boolean standardised) implements StackCandidate.OnRows.Fit {

    static final int HIDDEN = 10;
    private static final int BATCH = 32;
    private static final double RATE = 1e-3;

    /** About 3,000 steps: enough for a net of this size at that rate, whatever the number of rows. */
    static final StackCandidate.OnRows.Fit FOR_STACKING = (outputs, labels, rows, seed) -> {
        int batches = Math.max(1, (rows.length + BATCH - 1) / BATCH);
        return new DenseFit(Math.max(20, Math.min(300, 3000 / batches)), true).fit(outputs, labels, rows, seed);
    };

    /** The article's own number, whatever the members were trained for: fewer leave it near its random start. */
    private static final int ARTICLE_EPOCHS = 20;

    /** As the article fits it: on the rows that the members were trained on, inputs as they come. */
    public static Stack.Dense article(StackInputs inputs, int[] labels, long seed) {
        int[] all = IntStream.range(0, inputs.rows()).toArray();
        return new DenseFit(ARTICLE_EPOCHS, false).fit(inputs, labels, all, seed);
    }

    @Override
    public Stack.Dense fit(StackInputs outputs, int[] labels, int[] rows, long seed) {
        double[][] inputs = Arrays.stream(rows)
                .mapToObj(row -> StackEvaluator.sideBySide(outputs, row))
                .toArray(double[][]::new);
        int[] given = Arrays.stream(rows).map(row -> labels[row]).toArray();
        double scale = standardised ? scale(inputs) : 1;
        for (double[] input : inputs) {
            for (int j = 0; j < input.length; j++) {
                input[j] *= scale;
            }
        }
        DenseNet net = new DenseNet(
                outputs.members() * outputs.labels(), HIDDEN, outputs.labels(), SeedSequence.of(seed, "dense start"));
        Random order = SeedSequence.of(seed, "dense order");
        int[] all = IntStream.range(0, inputs.length).toArray();
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] shuffled = SeedSequence.shuffled(all, order);
            for (int from = 0; from < shuffled.length; from += BATCH) {
                net.step(
                        inputs,
                        given,
                        Arrays.copyOfRange(shuffled, from, Math.min(shuffled.length, from + BATCH)),
                        RATE);
            }
        }
        return net.stack(scale);
    }

    private static double scale(double[][] inputs) {
        double squares = 0;
        int count = 0;
        for (double[] input : inputs) {
            for (double v : input) {
                squares += v * v;
                count++;
            }
        }
        return squares == 0 ? 1 : 1 / Math.sqrt(squares / count);
    }
}
