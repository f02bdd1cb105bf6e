package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleVersion;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ensembles export}. */
@Command(
        name = "export",
        description = {
            "Copies a version into a folder and verifies it.",
            "What comes out is a TensorFlow SavedModel: uint8 pixels [n,h,w,3] in, probabilities out.",
            ""
        })
final class EnsemblesExport extends EnsembleCommand {

    @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to; created when missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Mixin
    private VersionOption version = new VersionOption();

    EnsemblesExport(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        EnsembleVersion wanted = versionOr(version.version, rooms.ensembles());
        Path target = folder.toAbsolutePath().normalize();
        rooms.ensembles().export(name, wanted, target);
        show(
                Map.of("ensemble", name, "version", wanted, "folder", target.toString()),
                "exported " + name + " " + wanted + " to " + target);
        return DONE;
    }
}
