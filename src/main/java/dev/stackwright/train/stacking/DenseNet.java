package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.metrics.LossAndAccuracy;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Dense(10, relu) → Dense(outputs) with cross-entropy from logits and Adam (Kingma and Ba, ICLR 2015) at 1e-3 by batches of
 * 32, all as Keras has them by default, in double. One output is a sigmoid unit for two labels, its logits are (0, z); else
 * there is an output a label. For one thread.
 */
final class DenseNet {

    static final int HIDDEN = 10;
    private static final int BATCH = 32;
    private static final double RATE = 1e-3;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-7;

    private final int inputs;
    private final int outputs;
    /** Kernel 1, bias 1, kernel 2, bias 2, one after the other; kernels {@code [in][out]}. */
    private final double[] weights;

    private final double[] first;
    private final double[] second;
    private final Random order;
    private int steps;

    /** Starts with kernels by Glorot's uniform distribution and biases of zero. */
    DenseNet(int inputs, int outputs, long seed) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new double[bias2() + outputs];
        this.first = new double[weights.length];
        this.second = new double[weights.length];
        this.order = SeedSequence.of(seed, "dense order");
        Random start = SeedSequence.of(seed, "dense start");
        glorot(start, 0, inputs, HIDDEN);
        glorot(start, kernel2(), HIDDEN, outputs);
    }

    private void glorot(Random random, int at, int in, int out) {
        double limit = Math.sqrt(6.0 / (in + out));
        for (int i = 0; i < in * out; i++) {
            weights[at + i] = (2 * random.nextDouble() - 1) * limit;
        }
    }

    private int bias1() {
        return inputs * HIDDEN;
    }

    private int kernel2() {
        return bias1() + HIDDEN;
    }

    private int bias2() {
        return kernel2() + HIDDEN * outputs;
    }

    /** Steps of one pass. */
    static int steps(int rows) {
        return Math.max(1, (rows + BATCH - 1) / BATCH);
    }

    /** One pass: every row of {@code x} once, in an order of its own; what it found, each row before its batch's step. */
    LossAndAccuracy epoch(double[][] x, int[] labels) {
        int[] shuffled = SeedSequence.shuffled(IntStream.range(0, x.length).toArray(), order);
        double loss = 0;
        int correct = 0;
        for (int from = 0; from < shuffled.length; from += BATCH) {
            int[] batch = Arrays.copyOfRange(shuffled, from, Math.min(shuffled.length, from + BATCH));
            double[] gradient = new double[weights.length];
            for (int row : batch) {
                double[] h = hidden(x[row]);
                double[] p = logits(h);
                int label = labels[row];
                double relative = p[label] - Softmax.largest(p);
                correct += relative == 0 ? 1 : 0;
                loss += Softmax.inPlace(p, 1) - relative;
                p[label] -= 1;
                // what is before the outputs is constant: the zero beside a sigmoid unit
                backward(x[row], h, Arrays.copyOfRange(p, p.length - outputs, p.length), gradient);
            }
            step(gradient, batch.length);
        }
        return new LossAndAccuracy(loss / x.length, (double) correct / x.length);
    }

    private double[] hidden(double[] x) {
        double[] h = dense(x, 0, bias1(), HIDDEN);
        for (int j = 0; j < HIDDEN; j++) {
            h[j] = Math.max(0, h[j]);
        }
        return h;
    }

    private double[] logits(double[] h) {
        double[] z = dense(h, kernel2(), bias2(), outputs);
        return outputs == 1 ? new double[] {0, z[0]} : z;
    }

    private double[] dense(double[] in, int kernel, int bias, int out) {
        double[] z = new double[out];
        System.arraycopy(weights, bias, z, 0, out);
        for (int i = 0; i < in.length; i++) {
            for (int c = 0; c < out; c++) {
                z[c] += in[i] * weights[kernel + i * out + c];
            }
        }
        return z;
    }

    /** Adds a row's gradient; {@code residual} is the loss derived by the outputs. */
    private void backward(double[] x, double[] h, double[] residual, double[] gradient) {
        for (int c = 0; c < outputs; c++) {
            gradient[bias2() + c] += residual[c];
        }
        for (int j = 0; j < HIDDEN; j++) {
            double back = 0;
            for (int c = 0; c < outputs; c++) {
                gradient[kernel2() + j * outputs + c] += h[j] * residual[c];
                back += weights[kernel2() + j * outputs + c] * residual[c];
            }
            if (h[j] > 0) {
                gradient[bias1() + j] += back;
                for (int i = 0; i < inputs; i++) {
                    gradient[i * HIDDEN + j] += x[i] * back;
                }
            }
        }
    }

    private void step(double[] gradient, int rows) {
        steps++;
        double corrected = RATE * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
        for (int i = 0; i < weights.length; i++) {
            double g = gradient[i] / rows;
            first[i] += (1 - BETA1) * (g - first[i]);
            second[i] += (1 - BETA2) * (g * g - second[i]);
            weights[i] -= corrected * first[i] / (Math.sqrt(second[i]) + EPSILON);
        }
    }

    /** @param scale by which inputs were multiplied in training */
    Stack.Dense onLogits(double scale) {
        return new Stack.Dense(
                kernel(0, inputs, HIDDEN, scale),
                bias(bias1(), HIDDEN),
                kernel(kernel2(), HIDDEN, outputs, 1),
                bias(bias2(), outputs));
    }

    Stack.DenseOnProbabilities onProbabilities() {
        Stack.Dense same = onLogits(1);
        return new Stack.DenseOnProbabilities(same.kernel1(), same.bias1(), same.kernel2(), same.bias2());
    }

    private float[][] kernel(int at, int in, int out, double scale) {
        float[][] kernel = new float[in][out];
        for (int i = 0; i < in; i++) {
            for (int c = 0; c < out; c++) {
                kernel[i][c] = (float) (scale * weights[at + i * out + c]);
            }
        }
        return kernel;
    }

    private float[] bias(int at, int size) {
        float[] bias = new float[size];
        for (int c = 0; c < size; c++) {
            bias[c] = (float) weights[at + c];
        }
        return bias;
    }
}
