package dev.stackwright.ensemble;

import java.util.List;

/** The manifest's figures, all on the validation part. */
public record ValidationScores(int validationImages, Score ensemble, List<MemberScore> members) {

    public ValidationScores {
        members = List.copyOf(members);
    }

    /** accuracy in [0, 1] with its 95 % Wilson interval; log-loss in nats; expected calibration error in [0, 1]. */
    public record Score(double accuracy, double low, double high, double logLoss, double calibrationError) {}

    public record MemberScore(
            String network, double accuracy, double low, double high, double logLoss, double calibrationError) {}
}
