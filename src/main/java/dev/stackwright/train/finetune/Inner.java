package dev.stackwright.train.finetune;

import dev.stackwright.common.Cancellation;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.data.PixelBatches;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.metrics.LogLoss;
import java.util.Arrays;

/** How good a network in training is on the rows that choose the best epoch. */
record Inner(double logLoss, double accuracy) {

    static Inner of(PixelDataset images, int[] rows, FineTuner.Predictor network, Cancellation cancellation) {
        double loss = 0;
        int correct = 0;
        for (int from = 0; from < rows.length; from += PixelBatches.BATCH) {
            cancellation.throwIfRequested();
            int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + PixelBatches.BATCH));
            int[] labels = images.labels(batch);
            Logits logits = network.logits(images.batch(batch));
            loss += LogLoss.of(logits, labels) * batch.length;
            Probabilities probabilities = logits.softmax(Temperature.NEUTRAL);
            for (int i = 0; i < batch.length; i++) {
                correct += probabilities.best(i) == labels[i] ? 1 : 0;
            }
        }
        return new Inner(loss / rows.length, (double) correct / rows.length);
    }
}
