package dev.stackwright.cli;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.network.Network;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import java.util.List;
import java.util.Locale;

/** What commands show to people. */
final class Tables {

    private Tables() {}

    static String accuracies(ValidationScores figures) {
        Table table = new Table("", "accuracy", "95 % interval", "log-loss", "calibration error", "if calibrated");
        for (ValidationScores.MemberScore m : figures.members()) {
            table.row(
                    m.network(),
                    Formats.percent(m.accuracy()),
                    interval(m.low(), m.high()),
                    figure(m.logLoss()),
                    figure(m.calibrationError()),
                    figure(m.calibrationErrorByChance()));
        }
        ValidationScores.Score e = figures.ensemble();
        table.row(
                "ensemble",
                Formats.percent(e.accuracy()),
                interval(e.low(), e.high()),
                figure(e.logLoss()),
                figure(e.calibrationError()),
                figure(e.calibrationErrorByChance()));
        StringBuilder text = new StringBuilder(table.text());
        text.append("\non ").append(figures.validationImages()).append(" images that training never saw");
        figures.gains().forEach(gain -> text.append('\n').append(gain(gain)));
        return text.toString();
    }

    private static String gain(ValidationScores.Gain gain) {
        return String.format(
                Locale.ROOT,
                "ensemble against %s: %+.1f points of accuracy (95 %% interval %+.1f to %+.1f), p = %.2g",
                gain.member(),
                100 * gain.accuracy(),
                100 * gain.low(),
                100 * gain.high(),
                gain.pValue());
    }

    static String answers(ClassifyReply reply) {
        Table table = new Table("image", "answer", "probability", "others");
        for (ClassifyReply.Result r : reply.results()) {
            ClassifyReply.Failure error = r.error();
            if (error != null) {
                table.row(r.url(), "error: " + error.code(), "", error.message());
            } else {
                table.row(r.url(), text(r.label()), percent(r.probability()), others(r));
            }
        }
        return table.text();
    }

    static String runs(List<Runs.Listed> runs) {
        Table table = new Table("run", "ensemble", "state", "since", "stage");
        for (Runs.Listed listed : runs) {
            if (listed instanceof RunView run) {
                table.row(
                        run.run().value(),
                        run.request().ensemble().value(),
                        run.state().phase().text(),
                        Formats.instant(run.state().at()),
                        stage(run));
            } else {
                table.row(listed.run().value(), "", "damaged", "", "");
            }
        }
        return table.text();
    }

    /** Where a run stands, for one line; empty where it told nothing. */
    static String stage(RunView run) {
        RunView.ProgressView progress = run.progress();
        if (progress == null || run.state().phase().ended()) {
            return "";
        }
        return progress.total() > 0
                ? progress.stage() + " " + progress.done() + "/" + progress.total()
                : progress.stage();
    }

    static String networks(List<Network> networks) {
        Table table = new Table("network", "title", "features", "native size", "GMAC", "weights", "licence");
        for (Network n : networks) {
            table.row(
                    n.name(),
                    n.title(),
                    Integer.toString(n.channels()),
                    Integer.toString(n.nativeSize()),
                    String.format(Locale.ROOT, "%.2f", n.gmac()),
                    Formats.bytes(n.published().bytes()),
                    n.published().licence());
        }
        return table.text();
    }

    private static String others(ClassifyReply.Result result) {
        List<ClassifyReply.Scored> top = result.top();
        if (top == null) {
            return "";
        }
        return top.stream()
                .skip(1)
                .map(s -> s.label() + " " + Formats.percent(s.probability()))
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String interval(double low, double high) {
        return Formats.percent(low) + " - " + Formats.percent(high);
    }

    private static String figure(@org.jspecify.annotations.Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(@org.jspecify.annotations.Nullable Double share) {
        return share == null ? "" : Formats.percent(share);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
