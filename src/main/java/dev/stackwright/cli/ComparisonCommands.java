package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.common.Percent;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.VersionDiff;
import dev.stackwright.train.report.ModelCard;
import dev.stackwright.train.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands below {@code ensembles} that say what a version is, alone and beside another one. */
final class ComparisonCommands {

    private static final int MOST_SHOWN = 20;

    private ComparisonCommands() {}

    /** {@code ensembles diff}. */
    @Command(
            name = "diff",
            description = {
                "Says what changed from one version to another.",
                "Data, recipe, figures, and the validation photos that the two answer differently.",
                ""
            })
    static final class Diff extends EnsemblesCommand.OneEnsemble {

        @Parameters(index = "1", paramLabel = "FROM", description = "A version, e.g. 20261124t081500z-3f2a9c1b.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private EnsembleVersion from;

        @Parameters(
                index = "2",
                arity = "0..1",
                paramLabel = "TO",
                description = "The other version; the promoted one unless told otherwise.")
        private @Nullable EnsembleVersion to;

        Diff(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            VersionDiff diff = VersionDiff.of(
                    services.store(),
                    services.ensembles(),
                    manifest(from, services.ensembles()),
                    manifest(versionOr(to, services.ensembles()), services.ensembles()));
            show(diff, text(diff));
            return DONE;
        }
    }

    /** {@code ensembles card}. */
    @Command(
            name = "card",
            description = {
                "Prints the model card of a version as Markdown.",
                "What it was made of and for, how good it is, and what it is not to be used for.",
                ""
            })
    static final class Card extends EnsemblesCommand.OneEnsemble {

        @Mixin
        private EnsemblesCommand.VersionOption version = new EnsemblesCommand.VersionOption();

        Card(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            Manifest manifest = manifest(versionOr(version.version, services.ensembles()), services.ensembles());
            Report report = Report.of(services.ensembles(), manifest);
            String card = ModelCard.of(manifest, report);
            show(Map.of("version", manifest.version(), "card", card), card.stripTrailing());
            return DONE;
        }
    }

    /** A difference for people. */
    static String text(VersionDiff diff) {
        return diff.ensemble() + ": from " + diff.from() + " to " + diff.to()
                + changes("data", diff.data())
                + changes("recipe", diff.recipe())
                + "\n\n" + figures(diff.figures())
                + "\n\n" + answers(diff.answers());
    }

    private static String changes(String what, List<VersionDiff.Change> changes) {
        if (changes.isEmpty()) {
            return "\n\n" + what + ": the same";
        }
        Table table = new Table(what, "from", "to");
        changes.forEach(change -> table.row(Tables.cell(change.what()), value(change.from()), value(change.to())));
        return "\n\n" + table.text();
    }

    private static String value(@Nullable String text) {
        return text == null ? "-" : Tables.cell(text);
    }

    private static String figures(List<VersionDiff.Figure> figures) {
        if (figures.isEmpty()) {
            return Report.NOTHING_MEASURED;
        }
        Table table = new Table("figure", "from", "to", "change");
        for (VersionDiff.Figure figure : figures) {
            Double from = figure.from();
            Double to = figure.to();
            table.row(
                    figure.what(),
                    number("%.4f", from),
                    number("%.4f", to),
                    from == null || to == null ? "-" : number("%+.4f", to - from));
        }
        return table.text();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String answers(VersionDiff.@Nullable Answers answers) {
        if (answers == null) {
            return "which photos they answer differently is not known: what one of their runs left is gone from the"
                    + " store, or was made elsewhere";
        }
        String common = "of " + answers.photos() + " validation photos that they have in common, they answer ";
        if (answers.different() == 0) {
            return common + "none differently";
        }
        String counted = common + answers.different() + " differently; " + answers.onlyFromRight()
                + " of these only the first gets right, " + answers.onlyToRight() + " only the second";
        Table table = new Table("photo", "label", "from", "to", "probability");
        List<VersionDiff.Disagreement> shown = answers.disagreements()
                .subList(0, Math.min(MOST_SHOWN, answers.disagreements().size()));
        shown.forEach(one -> table.row(
                Tables.cell(one.path()),
                Tables.cell(one.given()),
                Tables.cell(one.from()),
                Tables.cell(one.to()),
                Percent.of(one.probability())));
        String more = answers.different() > shown.size()
                ? "\n… and " + (answers.different() - shown.size()) + " more; --json has up to 100"
                : "";
        return counted + "\n\n" + table.text() + more;
    }
}
