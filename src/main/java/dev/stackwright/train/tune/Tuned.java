package dev.stackwright.train.tune;

import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.report.Curve;
import java.util.List;

/**
 * A network after training.
 *
 * @param bestEpoch whose weights these are; 0 is the start
 * @param epochs the start where it was measured, then each epoch
 * @param pace of all its steps
 */
public record Tuned(NetworkWeights weights, Head head, int bestEpoch, int steps, List<Curve.Epoch> epochs, Pace pace) {

    public Tuned {
        epochs = List.copyOf(epochs);
    }
}
