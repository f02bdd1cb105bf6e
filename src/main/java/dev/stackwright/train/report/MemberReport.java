package dev.stackwright.train.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.Sha256;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.metrics.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member.
 *
 * @param weights digest of the network's weights as served
 * @param head {@code probe}, {@code fine-tuned} or {@code article}
 * @param c the probe's inverse strength of L2; absent where there was no probe
 * @param penalties every strength that was tried, with its out-of-fold log-loss
 * @param outOfFold on training images; absent where the recipe has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberReport(
        String network,
        String origin,
        Sha256 weights,
        String head,
        @Nullable Double c,
        List<Probe.Tried> penalties,
        @Nullable Score outOfFold,
        Score validation) {

    public MemberReport {
        penalties = penalties.stream()
                .map(t -> new Probe.Tried(t.c(), Metrics.rounded(t.logLoss())))
                .toList();
    }
}
