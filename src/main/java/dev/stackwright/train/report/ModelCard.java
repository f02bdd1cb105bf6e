package dev.stackwright.train.report;

import dev.stackwright.common.Percent;
import dev.stackwright.common.Printable;
import dev.stackwright.dataset.SetAside;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The model card of a version as Markdown, under the headings of Mitchell et al., "Model Cards for Model Reporting", 2019.
 * It says what the manifest and the report know; what only people know is left to them, marked as such. Pure.
 */
public final class ModelCard {

    private static final String FOR_PEOPLE = "*To be written by those who use it.*";

    private static final String CUT = String.format(
            Locale.ROOT,
            ", of a kind of reason with %,d or more only the first %,d; the remarks below count all",
            SetAside.LISTED,
            SetAside.LISTED);

    private ModelCard() {}

    /** Of a version. */
    public static String of(Manifest manifest, Report report) {
        return """
            # Model card: %s

            ## Model details

            - Version %s, made %s by the run %s with Stackwright %s, seed %d.
            - It answers which of %d labels a photo shows: %s.
            - %s, joined by %s; photos at %d by %d pixels.
            - Recipe `%s`: %s

            ## Intended use

            Whole photos of the kind that it was trained on. Every photo gets one of the labels, also one that shows none of
            them. %s

            ## Factors

            %s

            ## Metrics

            Accuracy with its 95 %% Wilson interval, log-loss in nats, expected calibration error. All on photos that
            training never saw.

            ## Evaluation data

            %d photos%s.

            ## Training data

            %d photos; the report lists %d files that were set aside%s. Digest of the dataset: `%s`.

            %s

            ## Quantitative analyses

            %s

            %s

            ## Ethical considerations

            %s

            ## Caveats and recommendations

            %s
            """.formatted(
                        text(manifest.ensemble().value()),
                        manifest.version(),
                        manifest.createdAt(),
                        text(manifest.run()),
                        text(manifest.software().getOrDefault("stackwright", "unknown")),
                        manifest.seed(),
                        report.labels().names().size(),
                        names(report.labels().names()),
                        manifest.members().stream()
                                .map(member -> text(member.network()))
                                .collect(Collectors.joining(", ")),
                        text(manifest.stack()),
                        manifest.imageSpec().size(),
                        manifest.imageSpec().size(),
                        report.recipe(),
                        text(report.stack().why()),
                        FOR_PEOPLE,
                        recalls(report),
                        report.data().validationImages(),
                        report.data().validationWasSplitOff()
                                ? ", drawn from the same dataset and kept back"
                                : ", the validation part of the dataset",
                        report.data().trainingImages(),
                        report.data().setAside().size(),
                        SetAside.mayBeCut(report.data().setAside()) ? CUT : "",
                        report.data().digest(),
                        counts(report.data().training()),
                        figures(manifest.figures()),
                        suspicious(report),
                        FOR_PEOPLE,
                        remarks(report));
    }

    private static String figures(ValidationScores figures) {
        if (!figures.measured()) {
            return Report.NOTHING_MEASURED;
        }
        return "| | accuracy | 95 % interval | log-loss | calibration error |\n|---|---|---|---|---|\n"
                + figures.members().stream()
                        .map(member -> figures(
                                text(member.network()),
                                member.accuracy(),
                                member.low(),
                                member.high(),
                                member.logLoss(),
                                member.calibrationError()))
                        .collect(Collectors.joining())
                + figures(
                                "ensemble",
                                figures.ensemble().accuracy(),
                                figures.ensemble().low(),
                                figures.ensemble().high(),
                                figures.ensemble().logLoss(),
                                figures.ensemble().calibrationError())
                        .stripTrailing();
    }

    private static String figures(String name, double accuracy, double low, double high, double logLoss, double error) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f | %.3f |\n",
                name,
                Percent.of(accuracy),
                Percent.of(low) + " – " + Percent.of(high),
                logLoss,
                error);
    }

    private static String recalls(Report report) {
        return "| label | photos | found |\n|---|---|---|\n"
                + report.classes().stream()
                        .map(one -> "| " + text(one.label()) + " | " + one.support() + " | "
                                + (one.support() == 0 ? "–" : Percent.of(one.recall())) + " |")
                        .collect(Collectors.joining("\n"));
    }

    private static String counts(Map<String, Integer> training) {
        return "| label | photos |\n|---|---|\n"
                + training.entrySet().stream()
                        .map(one -> "| " + text(one.getKey()) + " | " + one.getValue() + " |")
                        .collect(Collectors.joining("\n"));
    }

    private static String suspicious(Report report) {
        int doubted = report.suspiciousTraining().size()
                + report.suspiciousValidation().size();
        boolean cut = Math.max(
                        report.suspiciousTraining().size(),
                        report.suspiciousValidation().size())
                >= ReportBuilder.MOST_SUSPICIOUS;
        return doubted == 0
                ? "No label looks wrong."
                : "Labels that look wrong: " + doubted
                        + (cut ? " or more" : "") + "; the report names "
                        + (cut ? "at most " + ReportBuilder.MOST_SUSPICIOUS + " of each part." : "them.");
    }

    private static String remarks(Report report) {
        List<String> remarks = report.data().remarks();
        return (remarks == null || remarks.isEmpty()
                        ? ""
                        : remarks.stream().map(one -> "- " + text(one) + "\n").collect(Collectors.joining()))
                + "- Photos from other cameras, places or times may be answered worse than these figures say.\n"
                + "- A probability says how often such an answer was right on photos like these, not on others.";
    }

    private static String names(List<String> labels) {
        return labels.stream().map(ModelCard::text).collect(Collectors.joining(", "));
    }

    /** Words of others on one line, with nothing that Markdown or HTML would take for markup. */
    private static String text(String words) {
        return Printable.line(words)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("([\\\\`*_{}\\[\\]()#|>!])", "\\\\$1");
    }
}
