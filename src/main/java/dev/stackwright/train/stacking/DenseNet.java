package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Softmax;
import java.util.Random;

/** Dense(hidden, relu) → Dense(outputs) with softmax cross-entropy and Adam (Kingma and Ba, ICLR 2015), in double. */
final class DenseNet {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-7;

    private final int inputs;
    private final int hidden;
    private final int outputs;
    /** Kernel 1, bias 1, kernel 2, bias 2, one after the other; kernels {@code [in][out]}. */
    private final double[] weights;

    private final double[] first;
    private final double[] second;
    private int steps;

    DenseNet(int inputs, int hidden, int outputs, Random random) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.outputs = outputs;
        this.weights = new double[bias2() + outputs];
        this.first = new double[weights.length];
        this.second = new double[weights.length];
        glorot(random, 0, inputs, hidden);
        glorot(random, kernel2(), hidden, outputs);
    }

    private void glorot(Random random, int at, int in, int out) {
        double limit = Math.sqrt(6.0 / (in + out));
        for (int i = 0; i < in * out; i++) {
            weights[at + i] = (2 * random.nextDouble() - 1) * limit;
        }
    }

    private int bias1() {
        return inputs * hidden;
    }

    private int kernel2() {
        return bias1() + hidden;
    }

    private int bias2() {
        return kernel2() + hidden * outputs;
    }

    void step(double[][] x, int[] labels, int[] batch, double rate) {
        double[] gradient = new double[weights.length];
        for (int row : batch) {
            backward(x[row], labels[row], gradient);
        }
        steps++;
        double corrected = rate * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
        for (int i = 0; i < weights.length; i++) {
            double g = gradient[i] / batch.length;
            first[i] += (1 - BETA1) * (g - first[i]);
            second[i] += (1 - BETA2) * (g * g - second[i]);
            weights[i] -= corrected * first[i] / (Math.sqrt(second[i]) + EPSILON);
        }
    }

    private void backward(double[] x, int label, double[] gradient) {
        double[] h = dense(x, 0, bias1(), hidden);
        for (int j = 0; j < hidden; j++) {
            h[j] = Math.max(0, h[j]);
        }
        double[] residual = dense(h, kernel2(), bias2(), outputs);
        Softmax.inPlace(residual, 1);
        residual[label] -= 1;
        for (int c = 0; c < outputs; c++) {
            gradient[bias2() + c] += residual[c];
        }
        for (int j = 0; j < hidden; j++) {
            double back = 0;
            for (int c = 0; c < outputs; c++) {
                gradient[kernel2() + j * outputs + c] += h[j] * residual[c];
                back += weights[kernel2() + j * outputs + c] * residual[c];
            }
            if (h[j] > 0) {
                gradient[bias1() + j] += back;
                for (int i = 0; i < inputs; i++) {
                    gradient[i * hidden + j] += x[i] * back;
                }
            }
        }
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

    /** @param scale by which inputs were multiplied in training */
    Stack.Dense stack(double scale) {
        return new Stack.Dense(
                kernel(0, inputs, hidden, scale),
                bias(bias1(), hidden),
                kernel(kernel2(), hidden, outputs, 1),
                bias(bias2(), outputs));
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
