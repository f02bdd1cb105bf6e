package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.ensemble.UnknownEnsembleException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ensembles}: what was published. */
@Command(
        name = "ensembles",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Looks at published ensembles and decides which version is served.", ""})
final class EnsemblesCommand extends StackwrightCommand.Group {

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new EnsemblesCommand())
                .addSubcommand(new ListEnsembles(context))
                .addSubcommand(new Show(context))
                .addSubcommand(new Report(context))
                .addSubcommand(new Export(context))
                .addSubcommand(new PromotionCommands.Promote(context))
                .addSubcommand(new PromotionCommands.Rollback(context))
                .addSubcommand(new Verify(context));
    }

    /** A command about one ensemble. */
    abstract static class OneEnsemble extends StackwrightCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the ensemble.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        EnsembleName name;

        OneEnsemble(CommandContext context) {
            super(context);
        }

        /** The version that was asked for, else the one in force. @throws UnknownEnsembleException when there is none */
        final EnsembleVersion versionOr(@Nullable EnsembleVersion asked, EnsembleRepository ensembles) {
            return asked != null
                    ? asked
                    : ensembles
                            .promoted(name)
                            .map(Promotion::version)
                            .orElseThrow(() -> new UnknownEnsembleException("no version of an ensemble " + name
                                    + " is promoted; 'stackwright ensembles list' shows what there is"));
        }

        /** @throws UnknownEnsembleException when there is no such version */
        final Manifest manifest(EnsembleVersion version, EnsembleRepository ensembles) {
            return ensembles
                    .manifest(name, version)
                    .orElseThrow(() -> new UnknownEnsembleException(
                            "there is no version " + version + " of " + name + "; it has " + ensembles.versions(name)));
        }

        /** Who acts, for the record of promotions. */
        static String actor() {
            return System.getProperty("user.name", "unknown") + " at the command line";
        }
    }

    /** {@code ensembles list}. */
    @Command(
            name = "list",
            description = {"Lists ensembles, their versions, and which one is served.", ""})
    static final class ListEnsembles extends StackwrightCommand {

        ListEnsembles(CommandContext context) {
            super(context);
        }

        record Row(
                EnsembleName ensemble,
                List<EnsembleVersion> versions,
                @Nullable EnsembleVersion promoted,
                @Nullable Double accuracy) {}

        @Override
        int work(Services services) {
            List<Row> rows = services.ensembles().names().stream()
                    .map(name -> row(name, services.ensembles()))
                    .toList();
            show(rows, rows.isEmpty() ? "No ensembles yet. Make one: stackwright train --help" : text(rows));
            return DONE;
        }

        private static Row row(EnsembleName name, EnsembleRepository ensembles) {
            EnsembleVersion promoted =
                    ensembles.promoted(name).map(Promotion::version).orElse(null);
            Double accuracy = promoted == null
                    ? null
                    : ensembles
                            .manifest(name, promoted)
                            .map(m -> m.figures().ensemble().accuracy())
                            .orElse(null);
            return new Row(name, ensembles.versions(name), promoted, accuracy);
        }

        private static String text(List<Row> rows) {
            Table table = new Table("ensemble", "versions", "served", "accuracy");
            for (Row row : rows) {
                table.row(
                        row.ensemble().value(),
                        Integer.toString(row.versions().size()),
                        row.promoted() == null ? "none" : row.promoted().value(),
                        row.accuracy() == null ? "" : Formats.percent(row.accuracy()));
            }
            return table.text();
        }
    }

    /** {@code ensembles show}. */
    @Command(
            name = "show",
            description = {
                "Shows a version and the promotions of its ensemble.",
                "Labels, members, accuracies, and who promoted what. With --json it prints the manifest.",
                ""
            })
    static final class Show extends OneEnsemble {

        @Mixin
        private VersionOption version = new VersionOption();

        Show(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            EnsembleVersion wanted = versionOr(version.version, services.ensembles());
            Manifest manifest = manifest(wanted, services.ensembles());
            show(manifest, json ? "" : text(manifest, services.ensembles().promotions(name)));
            return DONE;
        }

        private static String text(Manifest m, List<Promotion> promotions) {
            Table history = new Table("promotion", "version", "at", "by", "why");
            for (Promotion p : promotions) {
                history.row(Long.toString(p.number()), p.version().value(), Formats.instant(p.at()), p.by(), p.why());
            }
            String members =
                    m.members().stream().map(Manifest.MemberEntry::network).collect(Collectors.joining(", "));
            return """
                %s, version %s of %s
                labels   %s
                members  %s, joined by %s
                images   %d x %d

                %s

                %s\
                """.formatted(
                            m.ensemble(),
                            m.version(),
                            Formats.instant(m.createdAt()),
                            String.join(", ", m.labels().names()),
                            members,
                            m.stack(),
                            m.imageSpec().size(),
                            m.imageSpec().size(),
                            Tables.accuracies(m.figures()),
                            Optional.of(promotions)
                                    .filter(all -> !all.isEmpty())
                                    .map(all -> history.text())
                                    .orElse("never promoted"));
        }
    }

    /** {@code ensembles report}. */
    @Command(
            name = "report",
            description = {
                "Prints the report of a version as JSON.",
                "Figures with intervals, test against the best member, confusion, suspicious labels, timings.",
                ""
            })
    static final class Report extends OneEnsemble {

        @Mixin
        private VersionOption version = new VersionOption();

        Report(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            EnsembleVersion wanted = versionOr(version.version, services.ensembles());
            byte[] report = services.ensembles().report(name, wanted);
            context.console().print(new String(report, StandardCharsets.UTF_8).stripTrailing());
            return DONE;
        }
    }

    /** {@code ensembles export}. */
    @Command(
            name = "export",
            description = {
                "Copies a version into a folder and verifies it.",
                "What comes out is a TensorFlow SavedModel: uint8 pixels [n,h,w,3] in, probabilities out.",
                ""
            })
    static final class Export extends OneEnsemble {

        @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to; created when missing.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path folder;

        @Mixin
        private VersionOption version = new VersionOption();

        Export(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            EnsembleVersion wanted = versionOr(version.version, services.ensembles());
            Path target = folder.toAbsolutePath().normalize();
            services.ensembles().export(name, wanted, target);
            show(
                    Map.of("ensemble", name, "version", wanted, "folder", target.toString()),
                    "exported " + name + " " + wanted + " to " + target);
            return DONE;
        }
    }

    /** {@code ensembles verify}. */
    @Command(
            name = "verify",
            description = {
                "Compares every file with the manifest.",
                "Reads each one again and checks its size and SHA-256. Exit code 1 when anything differs.",
                ""
            })
    static final class Verify extends OneEnsemble {

        @Option(
                names = "--of",
                paramLabel = "VERSION",
                description = "Only this version; all of them unless told otherwise.")
        private @Nullable EnsembleVersion version;

        Verify(CommandContext context) {
            super(context);
        }

        record Outcome(EnsembleVersion version, List<String> faults) {}

        @Override
        int work(Services services) {
            EnsembleRepository ensembles = services.ensembles();
            List<EnsembleVersion> versions = version == null ? ensembles.versions(name) : List.of(version);
            if (versions.isEmpty()) {
                throw new UnknownEnsembleException(
                        "there is no ensemble " + name + "; 'stackwright ensembles list' shows what there is");
            }
            List<Outcome> outcomes = versions.stream()
                    .map(v -> new Outcome(v, ensembles.verify(name, v)))
                    .toList();
            show(outcomes, text(outcomes));
            return outcomes.stream().allMatch(o -> o.faults().isEmpty()) ? DONE : Errors.FAILED;
        }

        private static String text(List<Outcome> outcomes) {
            StringBuilder text = new StringBuilder();
            for (Outcome outcome : outcomes) {
                text.append(outcome.version()).append(outcome.faults().isEmpty() ? "  whole\n" : "  damaged\n");
                outcome.faults()
                        .forEach(fault -> text.append("  ").append(fault).append('\n'));
            }
            return text.toString().stripTrailing();
        }
    }

    /** Which version of an ensemble. */
    static final class VersionOption {

        @Option(
                names = "--of",
                paramLabel = "VERSION",
                description = "The version, e.g. 20261124t081500z-3f2a9c1b; the promoted one unless told otherwise.")
        @Nullable
        EnsembleVersion version;
    }
}
