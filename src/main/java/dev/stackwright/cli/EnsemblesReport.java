package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleVersion;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ensembles report}. */
@Command(
        name = "report",
        description = {
            "Prints the report of a version as JSON.",
            "Figures with intervals, test against the best member, confusion, suspicious labels, timings.",
            ""
        })
final class EnsemblesReport extends EnsembleCommand {

    @Mixin
    private VersionOption version = new VersionOption();

    EnsemblesReport(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        EnsembleVersion wanted = versionOr(version.version, rooms.ensembles());
        byte[] report = rooms.ensembles().report(name, wanted);
        place.screen().print(new String(report, StandardCharsets.UTF_8).stripTrailing());
        return DONE;
    }
}
