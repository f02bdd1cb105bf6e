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
     * @return log Σ exp((logit − largest) / temperature): less (own − largest) / temperature this is the cross-entropy of
     *     a label, finite however unlikely the label is
     */
    public static double inPlace(double[] logits, double temperature) {
        double largest = largest(logits);
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
