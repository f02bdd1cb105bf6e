package dev.stackwright.train.finetune;

import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.TrainingHistory;
import java.util.List;

/**
 * A network after training.
 *
 * @param bestEpoch whose weights these are; 0 is the start
 * @param epochs the start where it was measured, then each epoch
 * @param pace of all its steps
 */
public record FineTuneResult(
        NetworkWeights weights, Head head, int bestEpoch, int steps, List<TrainingHistory.Epoch> epochs, Pace pace) {

    public FineTuneResult {
        epochs = List.copyOf(epochs);
    }
}
