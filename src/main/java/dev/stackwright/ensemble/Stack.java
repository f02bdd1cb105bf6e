package dev.stackwright.ensemble;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * The meta-learner on the members' outputs, from simplest to most complex. Members in manifest order; all outputs are
 * logits, {@code [labels]}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Stack.Mean.class, name = "mean"),
    @JsonSubTypes.Type(value = Stack.Greedy.class, name = "greedy"),
    @JsonSubTypes.Type(value = Stack.NonNegative.class, name = "non-negative"),
    @JsonSubTypes.Type(value = Stack.ConcatenatedFeatures.class, name = "concatenated-features"),
    @JsonSubTypes.Type(value = Stack.Dense.class, name = "dense"),
    @JsonSubTypes.Type(value = Stack.DenseOnProbabilities.class, name = "dense-on-probabilities")
})
public sealed interface Stack {

    /** The kind's name in reports and manifests, kebab case. */
    String kind();

    /**
     * Compares its shape with what it is to stand on.
     *
     * @param features width of all members' features side by side
     * @throws IllegalArgumentException when it was made for other members or labels
     */
    void check(int members, int labels, int features);

    private static void check(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("expected " + expected + " " + what + ", found " + found);
        }
    }

    private static void checkDense(int inputs, float[][] kernel, float[] bias) {
        check("rows of the stack's kernel", inputs, kernel.length);
        for (float[] row : kernel) {
            check("columns of the stack's kernel", bias.length, row.length);
        }
    }

    private static void checkGives(int labels, float[] bias) {
        if (bias.length != labels) {
            throw new IllegalArgumentException(
                    "expected a stack that gives " + labels + " logits, found " + bias.length);
        }
    }

    /** Mean of the members' logits. */
    record Mean() implements Stack {
        @Override
        public void check(int members, int labels, int features) {
            // fits any
        }

        @Override
        public String kind() {
            return "mean";
        }
    }

    /**
     * Weighted mean of logits by Caruana's selection with replacement (Caruana et al., ICML 2004): weights are counts /
     * rounds, at least 0, sum 1, one a member.
     */
    record Greedy(List<Double> weights) implements Stack {
        public Greedy {
            weights = List.copyOf(weights);
        }

        @Override
        public void check(int members, int labels, int features) {
            Stack.check("weights of the stack", members, weights.size());
        }

        @Override
        public String kind() {
            return "greedy";
        }
    }

    /** logits = Σ weight_m · logits_m + bias, weights at least 0, one a member; bias one a label. */
    record NonNegative(List<Double> weights, List<Double> bias) implements Stack {
        public NonNegative {
            weights = List.copyOf(weights);
            bias = List.copyOf(bias);
        }

        @Override
        public void check(int members, int labels, int features) {
            Stack.check("weights of the stack", members, weights.size());
            Stack.check("biases of the stack", labels, bias.size());
        }

        @Override
        public String kind() {
            return "non-negative";
        }
    }

    /** One linear head on the members' features side by side: kernel {@code [Σ channels][labels]}, bias {@code [labels]}. */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    record ConcatenatedFeatures(float[][] kernel, float[] bias) implements Stack {
        @Override
        public void check(int members, int labels, int features) {
            checkDense(features, kernel, bias);
            checkGives(labels, bias);
        }

        @Override
        public String kind() {
            return "concatenated-features";
        }
    }

    /** Members' logits side by side {@code [members·labels]} → Dense(hidden, relu) → Dense(labels). Kernels {@code [in][out]}. */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    record Dense(float[][] kernel1, float[] bias1, float[][] kernel2, float[] bias2) implements Stack {
        @Override
        public void check(int members, int labels, int features) {
            checkDense(members * labels, kernel1, bias1);
            checkDense(bias1.length, kernel2, bias2);
            checkGives(labels, bias2);
        }

        @Override
        public String kind() {
            return "dense";
        }
    }

    /**
     * The article's: members' probabilities side by side → Dense(hidden, relu) → Dense(columns). For two labels each member
     * gives one sigmoid, the probability of the second label, and the last layer has one column z, which is the logits
     * (0, z); for more, each gives its softmax {@code [labels]}, and there is a column a label. Kernels {@code [in][out]}.
     */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    record DenseOnProbabilities(float[][] kernel1, float[] bias1, float[][] kernel2, float[] bias2) implements Stack {
        @Override
        public void check(int members, int labels, int features) {
            checkDense(labels == 2 ? members : members * labels, kernel1, bias1);
            checkDense(bias1.length, kernel2, bias2);
            checkGives(labels == 2 ? 1 : labels, bias2);
        }

        @Override
        public String kind() {
            return "dense-on-probabilities";
        }
    }
}
