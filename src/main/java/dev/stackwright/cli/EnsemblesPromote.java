package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Promotion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ensembles promote}. */
@Command(
        name = "promote",
        description = {"Makes a version the one that is served.", ""})
final class EnsemblesPromote extends EnsembleCommand {

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version, e.g. 20261124t081500z-3f2a9c1b.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EnsembleVersion version;

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
    private String why = "promoted by hand";

    EnsemblesPromote(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        Promotion promotion = rooms.ensembles().promote(name, version, actor(), why);
        show(promotion, name + " serves " + promotion.version() + " (promotion " + promotion.number() + ")");
        return DONE;
    }
}
