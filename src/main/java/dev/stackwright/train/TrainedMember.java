package dev.stackwright.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member and its outputs on the images; all but the network's weights, which only publication needs.
 *
 * @param temperature that its outputs and its head are divided by; empty where they are as they were trained
 * @param probe how its probe's penalty was chosen; empty where there was none
 * @param history how its network was trained; empty where it was not
 * @param seen where the features of its training images lie, by the network that is served; empty in what older versions
 *     wrote
 * @param findings of decoding the images that it saw
 */
public record TrainedMember(
        Weights weights,
        Origin origin,
        Head head,
        Optional<Temperature> temperature,
        Optional<PenaltySearch> probe,
        Outputs outputs,
        Optional<TrainingHistory> history,
        Optional<FeatureSubspace> seen,
        ImageFindings findings,
        Measurements work) {

    /** As it was trained. */
    public TrainedMember(
            Weights weights,
            Origin origin,
            Head head,
            Optional<PenaltySearch> probe,
            Outputs outputs,
            Optional<TrainingHistory> history,
            ImageFindings findings,
            Measurements work) {
        this(weights, origin, head, Optional.empty(), probe, outputs, history, Optional.empty(), findings, work);
    }

    public TrainedMember withSeen(FeatureSubspace known) {
        return new TrainedMember(
                weights, origin, head, temperature, probe, outputs, history, Optional.of(known), findings, work);
    }

    public TrainedMember withWork(Measurements done) {
        return new TrainedMember(weights, origin, head, temperature, probe, outputs, history, seen, findings, done);
    }

    /**
     * The member with its head and outputs divided by a temperature, so that what is served says what was measured.
     *
     * @param training the logits of the training images, each divided by a temperature that was fitted without it
     */
    public TrainedMember tempered(Temperature by, Logits training) {
        Head tempered = head.dividedBy(by);
        Outputs made = new Outputs(
                training,
                outputs.outOfFold,
                outputs.trainingFeatures,
                tempered.logits(outputs.validationFeatures),
                outputs.validationFeatures);
        return new TrainedMember(
                weights, origin, tempered, Optional.of(by), probe, made, history, seen, findings, work);
    }

    /** The member with the weights that its network is served with. */
    public record WithWeights(TrainedMember member, NetworkWeights weights) {

        public WithWeights {
            if (!member.weights().are(weights)) {
                throw new IllegalArgumentException(
                        "expected " + member.weights() + ", found the weights of " + weights.origin());
            }
        }
    }

    /**
     * What was chosen, and among what.
     *
     * @param c the chosen inverse strength of L2
     * @param path every strength that was tried, strongest penalty first
     */
    public record PenaltySearch(double c, List<Tried> path) {

        /**
         * One strength that was tried.
         *
         * @param logLoss mean over all rows, out of fold, in nats
         */
        public record Tried(double c, double logLoss) {}

        public PenaltySearch {
            path = List.copyOf(path);
        }
    }

    /** Which network it is, and which weights it is served with. */
    public record Weights(String network, String origin, Sha256 digest) {

        public static Weights of(NetworkWeights weights) {
            return new Weights(weights.network(), weights.origin(), weights.digest());
        }

        /** Whether the network's training began from random weights. */
        public boolean beganFromNothing() {
            return NetworkWeights.beganFromNothing(origin);
        }

        /** Whether those are these. */
        public boolean are(NetworkWeights weights) {
            return equals(of(weights));
        }
    }

    /** Where a head came from. */
    public enum Origin {
        /** Fitted on the features of the network as it was pre-trained. */
        PROBE("probe"),
        FINE_TUNED("fine-tuned"),
        ARTICLE("article");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        /** As in the report. */
        @JsonValue
        public String text() {
            return text;
        }

        /** Whether the network's weights are the member's own, and no longer those it began with. */
        public boolean changedTheNetwork() {
            return this != PROBE;
        }
    }

    /**
     * Outputs on the usable images. The network of the features is the one that is served.
     *
     * @param training logits that the stack is fitted on
     * @param outOfFold whether those are by models that never saw the image
     * @param trainingFeatures empty where each fold trained a network of its own
     * @param validation logits
     */
    public record Outputs(
            Logits training,
            boolean outOfFold,
            Optional<FeatureMatrix> trainingFeatures,
            Logits validation,
            FeatureMatrix validationFeatures) {

        public Optional<Logits> trainingOutOfFold() {
            return outOfFold ? Optional.of(training) : Optional.empty();
        }
    }

    /**
     * How one network's training went.
     *
     * @param bestEpoch whose weights were taken; 0 is the start
     * @param kept for people: what was taken and why
     * @param foldsBestEpochs likewise for each fold's own training, in order; empty where none were made
     * @param share of the trained weights in those that were taken, the others being those before, 0 to 1; absent where
     *     nothing was mixed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TrainingHistory(
            String network,
            int steps,
            int bestEpoch,
            String kept,
            List<Epoch> epochs,
            List<Integer> foldsBestEpochs,
            @Nullable Double share) {

        public TrainingHistory {
            epochs = List.copyOf(epochs);
            foldsBestEpochs = List.copyOf(foldsBestEpochs);
        }

        /**
         * One pass over the training images.
         *
         * @param epoch from 1; 0 is the start, before any step
         * @param loss mean over the epoch's steps, augmented, each batch before its step; absent for 0
         * @param accuracy likewise
         * @param innerLogLoss on the share kept for choosing; absent where nothing is chosen
         * @param validationLogLoss on the validation part after the epoch, as the network would be served; absent where the
         *     recipe does not watch it. Nothing is chosen by it
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Epoch(
                int epoch,
                @Nullable Double loss,
                @Nullable Double accuracy,
                @Nullable Double innerLogLoss,
                @Nullable Double innerAccuracy,
                @Nullable Double validationLogLoss,
                @Nullable Double validationAccuracy) {

            /** For those who watch; empty for the start. */
            public Optional<Progress.Epoch> told() {
                return loss == null || accuracy == null
                        ? Optional.empty()
                        : Optional.of(new Progress.Epoch(epoch, loss, accuracy, validationLogLoss, validationAccuracy));
            }
        }
    }
}
