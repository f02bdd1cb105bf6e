package dev.stackwright.cli;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.common.Percent;
import dev.stackwright.common.Printable;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Manifest.ValidationScores.ByLabel;
import dev.stackwright.network.Network;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What commands show to people. */
final class Tables {

    private static final int WIDEST = 60;

    private static final int MOST_LABELS = 20;

    private Tables() {}

    static String accuracies(ValidationScores figures) {
        if (!figures.measured()) {
            return "no validation photos: nothing was measured on photos that training never saw";
        }
        Table table = new Table("", "accuracy", "95 % interval", "log-loss", "calibration error", "if calibrated");
        for (ValidationScores.MemberScore m : figures.members()) {
            table.row(
                    m.network(),
                    Percent.of(m.accuracy()),
                    interval(m.low(), m.high()),
                    figure(m.logLoss()),
                    figure(m.calibrationError()),
                    figure(m.calibrationErrorByChance()));
        }
        ValidationScores.Score e = figures.ensemble();
        table.row(
                "ensemble",
                Percent.of(e.accuracy()),
                interval(e.low(), e.high()),
                figure(e.logLoss()),
                figure(e.calibrationError()),
                figure(e.calibrationErrorByChance()));
        StringBuilder text = new StringBuilder(table.text());
        text.append("\non ").append(figures.validationImages()).append(" images that training never saw");
        figures.gains().forEach(gain -> text.append('\n').append(gain(gain)));
        found(figures.byLabel(), text);
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

    /** What an accuracy hides where labels are of unequal size. */
    private static void found(ValidationScores.@Nullable ByLabel figures, StringBuilder text) {
        if (figures == null) {
            return;
        }
        if (figures.labels().isEmpty()) {
            text.append("\nbalanced accuracy (the mean over labels): ").append(Percent.of(figures.balancedAccuracy()));
        } else {
            Table table = new Table("label", "images", "found by the ensemble");
            figures.labels()
                    .forEach(l -> table.row(cell(l.label()), Integer.toString(l.images()), Percent.of(l.recall())));
            table.row("mean of the labels (balanced accuracy)", "", Percent.of(figures.balancedAccuracy()));
            text.append("\n\n").append(table.text());
        }
        if (!figures.neverFound().isEmpty()) {
            text.append("\nnever found: ")
                    .append(String.join(
                            ", ",
                            figures.neverFound().stream().map(Tables::cell).toList()))
                    .append(figures.neverFound().size() < ByLabel.FEW ? "" : ", and maybe more (report.json has all)")
                    .append("; add photos of them, or look whether they show something else");
        }
    }

    /** Names of labels in their order: as many as a person reads, and how many more there are. */
    static String labels(List<String> names) {
        int more = names.size() - MOST_LABELS;
        return names.stream().limit(MOST_LABELS).map(Tables::cell).collect(Collectors.joining(", "))
                + (more <= 0 ? "" : String.format(Locale.ROOT, " and %,d more (--json has all)", more));
    }

    /** A name that others gave, on one line and no wider than a column may be. */
    static String cell(String name) {
        String line = Printable.line(name);
        return line.length() <= WIDEST
                ? line
                : line.substring(0, WIDEST / 2) + "…" + line.substring(line.length() - WIDEST / 2);
    }

    static String answers(ClassifyReply reply) {
        boolean sets = reply.results().stream().anyMatch(r -> r.set() != null);
        Table table = sets
                ? new Table("image", "answer", "probability", "others", "set")
                : new Table("image", "answer", "probability", "others");
        for (ClassifyReply.Result r : reply.results()) {
            ClassifyReply.Failure error = r.error();
            List<String> row = new ArrayList<>(
                    error != null
                            ? List.of(cell(text(r.url())), "error: " + error.code(), "", error.message())
                            : List.of(cell(text(r.url())), answer(r), percent(r.probability()), others(r)));
            if (sets) {
                row.add(r.set() == null ? "" : r.set().isEmpty() ? "(none)" : set(r.set()));
            }
            table.row(row.toArray(String[]::new));
        }
        return table.text();
    }

    private static String answer(ClassifyReply.Result result) {
        String label = cell(text(result.label()));
        return Boolean.TRUE.equals(result.unknown()) ? "unknown (" + label + "?)" : label;
    }

    private static String set(List<String> labels) {
        return cell(String.join(", ", labels));
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
                .map(s -> cell(s.label()) + " " + Percent.of(s.probability()))
                .collect(Collectors.joining(", "));
    }

    private static String interval(double low, double high) {
        return Percent.of(low) + " - " + Percent.of(high);
    }

    private static String figure(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "" : Percent.of(share);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
