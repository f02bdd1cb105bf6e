package dev.stackwright.train.report.html;

import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.TrainingHistory.Epoch;
import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import dev.stackwright.train.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How trainings went, as charts. Pure. */
final class Curves {

    /** Images of a point of the reliability diagram. */
    private static final int LEAST = 10;

    private Curves() {}

    static String of(Report report) {
        String members = report.curves().stream().map(Curves::member).collect(Collectors.joining());
        return members
                + (report.stack().epochs().isEmpty()
                        ? ""
                        : charts("stack", report.stack().epochs()));
    }

    private static String member(TrainingHistory history) {
        return charts(history.network(), history.epochs()) + "<p class=\"muted\">" + Html.text(history.kept()) + "</p>";
    }

    private static String charts(String of, List<Epoch> epochs) {
        return Chart.lines(
                        of + ": loss by epoch",
                        List.of(
                                line("training", epochs, Epoch::loss),
                                line("kept for choosing", epochs, Epoch::innerLogLoss),
                                line("validation", epochs, Epoch::validationLogLoss)))
                + Chart.lines(
                        of + ": accuracy by epoch",
                        List.of(
                                line("training", epochs, Epoch::accuracy),
                                line("kept for choosing", epochs, Epoch::innerAccuracy),
                                line("validation", epochs, Epoch::validationAccuracy)));
    }

    private static Chart.Line line(String name, List<Epoch> epochs, Function<Epoch, @Nullable Double> of) {
        return new Chart.Line(
                name,
                epochs.stream()
                        .flatMap(epoch -> {
                            Double value = of.apply(epoch);
                            return value == null ? Stream.empty() : Stream.of(new double[] {epoch.epoch(), value});
                        })
                        .toList());
    }

    /** Bins of few images are drawn together with the next: one image's share is 0 or 1, whatever its probability. */
    static Chart.Line reliability(String name, List<ReliabilityBin> bins) {
        return new Chart.Line(
                name,
                pooled(bins).stream()
                        .map(bin -> new double[] {bin.confidence() * 100, bin.accuracy()})
                        .toList());
    }

    private static List<ReliabilityBin> pooled(List<ReliabilityBin> bins) {
        List<ReliabilityBin> pooled = new ArrayList<>();
        for (ReliabilityBin bin : bins) {
            int last = pooled.size() - 1;
            if (last >= 0 && pooled.get(last).n() < LEAST) {
                pooled.set(last, together(pooled.get(last), bin));
            } else {
                pooled.add(bin);
            }
        }
        int last = pooled.size() - 1;
        if (last > 0 && pooled.get(last).n() < LEAST) {
            pooled.set(last - 1, together(pooled.get(last - 1), pooled.remove(last)));
        }
        return pooled;
    }

    private static ReliabilityBin together(ReliabilityBin one, ReliabilityBin other) {
        int n = one.n() + other.n();
        return new ReliabilityBin(
                n,
                (one.n() * one.confidence() + other.n() * other.confidence()) / n,
                (one.n() * one.accuracy() + other.n() * other.accuracy()) / n);
    }
}
