package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.UnknownEnsembleException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ensembles verify}. */
@Command(
        name = "verify",
        description = {
            "Compares every file with the manifest.",
            "Reads each one again and checks its size and SHA-256. Exit code 1 when anything differs.",
            ""
        })
final class EnsemblesVerify extends EnsembleCommand {

    @Option(
            names = "--of",
            paramLabel = "VERSION",
            description = "Only this version; all of them unless told otherwise.")
    private @Nullable EnsembleVersion version;

    EnsemblesVerify(CommandContext place) {
        super(place);
    }

    record Outcome(EnsembleVersion version, List<String> faults) {}

    @Override
    int work(Services rooms) {
        EnsembleRepository ensembles = rooms.ensembles();
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
            outcome.faults().forEach(fault -> text.append("  ").append(fault).append('\n'));
        }
        return text.toString().stripTrailing();
    }
}
