package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.train.report.html.ReportPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands below {@code ensembles} that read the files of a version. */
final class VersionCommands {

    private VersionCommands() {}

    /** {@code ensembles report}. */
    @Command(
            name = "report",
            description = {
                "Prints the report of a version as JSON, or writes it as a page.",
                "Figures with intervals, test against the best member, confusion, suspicious labels, timings.",
                ""
            })
    static final class Report extends EnsemblesCommand.OneEnsemble {

        @Mixin
        private EnsemblesCommand.VersionOption version = new EnsemblesCommand.VersionOption();

        @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as one HTML file.")
        private @Nullable Path html;

        @Option(
                names = "--open",
                description = "Shows that file in a browser; a temporary one unless --html names one.")
        private boolean open;

        Report(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            EnsembleVersion wanted = versionOr(version.version, services.ensembles());
            if (html != null || open) {
                page(ReportPage.of(services.ensembles(), manifest(wanted, services.ensembles())));
                return DONE;
            }
            byte[] report = services.ensembles().report(name, wanted);
            context.console().print(new String(report, StandardCharsets.UTF_8).stripTrailing());
            return DONE;
        }

        private void page(byte[] page) {
            try {
                Path file = html == null ? Files.createTempFile("stackwright-report-", ".html") : html;
                Files.write(file, page);
                String where = file.toAbsolutePath().normalize().toString();
                boolean shown = open && Desktop.open(where);
                show(Map.of("file", where), where + (open && !shown ? " (there is no desktop to show it on)" : ""));
            } catch (IOException e) {
                throw new CommandException("cannot write " + html + ": " + Formats.fault(e));
            }
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
    static final class Export extends EnsemblesCommand.OneEnsemble {

        @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to; created when missing.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path folder;

        @Mixin
        private EnsemblesCommand.VersionOption version = new EnsemblesCommand.VersionOption();

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
    static final class Verify extends EnsemblesCommand.OneEnsemble {

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
}
