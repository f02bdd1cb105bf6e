package dev.stackwright.train.logistic;

import dev.stackwright.network.Head;
import dev.stackwright.prediction.Softmax;
import java.util.function.IntToDoubleFunction;

/**
 * scikit-learn's {@code LogisticRegression(C)} divided by C · n: mean cross-entropy + ‖W‖² / (2 · C · n), bias not
 * penalised. Two classes have one column (a sigmoid), more have one column each (a softmax), as there.
 */
interface HeadObjective extends Lbfgs.Objective {

    static int columns(int classes) {
        return classes == 2 ? 1 : classes;
    }

    /** How many values a point has. */
    int size();

    /** Share of the gradient at the origin at which a fit ends. */
    default double tolerance() {
        return 1e-6;
    }

    /** The point as a head of {@code classes} logits on features as they are. */
    Head head(double[] point, int classes);

    /** Turns the scores of one row into its residuals (probability − target); returns its loss. */
    static double residual(double[] z, int label) {
        if (z.length == 1) {
            double sign = label == 1 ? z[0] : -z[0];
            double wrong = 1 / (1 + Math.exp(sign));
            double loss = sign > 0 ? Math.log1p(Math.exp(-sign)) : Math.log1p(Math.exp(sign)) - sign;
            z[0] = label == 1 ? -wrong : wrong;
            return loss;
        }
        double largest = Softmax.largest(z);
        double own = z[label];
        double logSum = Softmax.inPlace(z, 1);
        z[label] -= 1;
        return logSum + largest - own;
    }

    /**
     * A single column z is written as the pair (−z/2, z/2).
     *
     * @param weights {@code [columns, channels]}
     * @param biases by column
     */
    static Head head(double[] weights, IntToDoubleFunction biases, int channels, int classes) {
        int columns = columns(classes);
        float[] kernel = new float[channels * classes];
        float[] bias = new float[classes];
        for (int label = 0; label < classes; label++) {
            int column = columns == 1 ? 0 : label;
            double factor = columns == 1 ? label - 0.5 : 1;
            for (int j = 0; j < channels; j++) {
                kernel[j * classes + label] = (float) (factor * weights[column * channels + j]);
            }
            bias[label] = (float) (factor * biases.applyAsDouble(column));
        }
        return new Head(channels, classes, kernel, bias);
    }
}
