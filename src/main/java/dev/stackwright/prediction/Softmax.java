package dev.stackwright.prediction;

/** softmax(z)[i] = exp(zᵢ) / Σ exp(zⱼ), shifted by the largest logit so that nothing overflows. Stateless. */
public final class Softmax {

    private Softmax() {}

    public static double largest(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double v : logits) {
            largest = Math.max(largest, v);
        }
        return largest;
    }

    /**
     * Replaces {@code logits} by softmax(logits / temperature).
     *
     * @param temperature positive
     * @return log Σ exp((logit − largest) / temperature)
     */
    public static double inPlace(double[] logits, double temperature) {
        return inPlace(logits, temperature, largest(logits));
    }

    /**
     * As {@link #inPlace}.
     *
     * @return −log of the label's probability, finite however unlikely it is
     */
    public static double crossEntropy(double[] logits, int label, double temperature) {
        double largest = largest(logits);
        double relative = (logits[label] - largest) / temperature;
        return inPlace(logits, temperature, largest) - relative;
    }

    private static double inPlace(double[] logits, double temperature, double largest) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.exp((logits[i] - largest) / temperature);
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
        return Math.log(sum);
    }
}
