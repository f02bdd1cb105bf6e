package dev.stackwright.train.stacking;

import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.metrics.LossAndAccuracy;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The article's stack: members' probabilities → Dense(10, relu) → Dense(1) with a sigmoid, or, for more than two labels,
 * Dense(labels) with softmax, see {@link Stack.DenseOnProbabilities} and {@link DenseNet}. It is fitted for 20 epochs on
 * the rows that the members were trained on, inputs as they come.
 *
 * @param curve of its epochs; nothing is chosen by it
 */
public record ArticleStack(Stack.DenseOnProbabilities stack, List<TrainingHistory.Epoch> curve) {

    /** The article's own number, whatever the members were trained for: fewer leave it near its random start. */
    public static final int EPOCHS = 20;

    public ArticleStack {
        curve = List.copyOf(curve);
    }

    /**
     * Fits it on the images that the members were trained on.
     *
     * @param validation measured after each epoch, for the curve alone
     * @param task counts the epochs; not closed by this
     */
    public static ArticleStack fit(
            StackInputs outputs,
            int[] labels,
            StackInputs validation,
            int[] validationLabels,
            long seed,
            Progress.Task task) {
        double[][] inputs = IntStream.range(0, outputs.rows())
                .mapToObj(row -> StackEvaluator.probabilities(outputs, row))
                .toArray(double[][]::new);
        int columns = outputs.labels() == 2 ? 1 : outputs.labels();
        DenseNet net = new DenseNet(outputs.members() * columns, columns, seed);
        List<TrainingHistory.Epoch> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            LossAndAccuracy training = net.epoch(inputs, labels);
            Logits logits = StackEvaluator.evaluate(net.onProbabilities(), validation);
            curve.add(LossAndAccuracy.epoch(epoch, training, null, LossAndAccuracy.of(logits, validationLabels)));
            task.advance(1);
        }
        return new ArticleStack(net.onProbabilities(), curve);
    }
}
