package dev.stackwright.train.stacking;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import java.util.List;

/**
 * What members say of the same rows, in manifest order.
 *
 * @param logits one a member
 * @param features one a member, or none where members share no features over all rows (each fold fine-tuned its own)
 */
public record StackInputs(List<Logits> logits, List<FeatureMatrix> features) {

    public StackInputs {
        logits = List.copyOf(logits);
        features = List.copyOf(features);
        if (logits.isEmpty() || !(features.isEmpty() || features.size() == logits.size())) {
            throw new IllegalArgumentException("expected one member or more, and features of all or none, found "
                    + logits.size() + " and " + features.size());
        }
        int rows = logits.get(0).rows();
        if (logits.stream().anyMatch(l -> l.rows() != rows) || features.stream().anyMatch(f -> f.rows() != rows)) {
            throw new IllegalArgumentException("expected " + rows + " rows of every member");
        }
    }

    public int rows() {
        return logits.get(0).rows();
    }

    public int labels() {
        return logits.get(0).labels();
    }

    public int members() {
        return logits.size();
    }
}
