package dev.stackwright.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one network's training went.
 *
 * @param bestEpoch whose weights were taken; 0 is the start
 * @param kept for people: what was taken and why
 * @param foldsBestEpochs likewise for each fold's own training, in order; empty where none were made
 */
public record TrainingHistory(
        String network, int steps, int bestEpoch, String kept, List<Epoch> epochs, List<Integer> foldsBestEpochs) {

    public TrainingHistory {
        epochs = List.copyOf(epochs);
        foldsBestEpochs = List.copyOf(foldsBestEpochs);
    }

    /**
     * One pass over the training images.
     *
     * @param epoch from 1; 0 is the start, before any step
     * @param loss mean over the epoch's steps, augmented; absent for 0
     * @param innerLogLoss on the share kept for choosing; absent where nothing is chosen
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Epoch(
            int epoch,
            @Nullable Double loss,
            @Nullable Double innerLogLoss,
            @Nullable Double innerAccuracy) {}
}
