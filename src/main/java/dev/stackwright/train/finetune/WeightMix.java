package dev.stackwright.train.finetune;

import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A network and its head between the start of a training and its end: {@code (1 − share) · start + share · end} of every
 * weight (Wortsman et al., Robust fine-tuning of zero-shot models, arXiv 2109.01903, WiSE-FT). Weights are mixed and not
 * logits: what is served stays one network, and the heads are comparable, as the end's began as the start's and both saw
 * features of networks on one short path.
 */
public record WeightMix(NetworkWeights weights, Head head) {

    /**
     * The mix.
     *
     * @param share 0 to 1
     * @throws IllegalArgumentException when the two are not of one shape
     */
    public static WeightMix of(WeightMix start, WeightMix end, double share) {
        if (share == 0) {
            return start;
        }
        if (share == 1) {
            return end;
        }
        List<NamedTensor> from = start.weights.tensors();
        List<NamedTensor> to = end.weights.tensors();
        if (from.size() != to.size()) {
            throw new IllegalArgumentException("expected " + from.size() + " weights, found " + to.size());
        }
        List<NamedTensor> mixed = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            NamedTensor one = from.get(i);
            mixed.add(new NamedTensor(
                    one.name(), one.shape(), mixed(one.values(), to.get(i).values(), share)));
        }
        Head head = start.head;
        return new WeightMix(
                NetworkWeights.of(end.weights.network(), end.weights.origin(), mixed),
                new Head(
                        head.channels(),
                        head.labels(),
                        mixed(head.kernel(), end.head.kernel(), share),
                        mixed(head.bias(), end.head.bias(), share)));
    }

    private static float[] mixed(float[] start, float[] end, double share) {
        if (start.length != end.length) {
            throw new IllegalArgumentException("expected " + start.length + " values, found " + end.length);
        }
        float[] mixed = new float[start.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) ((1 - share) * start[i] + share * end[i]);
        }
        return mixed;
    }
}
