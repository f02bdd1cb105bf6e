package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.Promotion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ensembles rollback}. */
@Command(
        name = "rollback",
        description = {
            "Serves the version again that was served before.",
            "This is a promotion like any other: nothing is deleted.",
            ""
        })
final class EnsemblesRollback extends EnsembleCommand {

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
    private String why = "rolled back by hand";

    EnsemblesRollback(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        Promotion promotion = rooms.ensembles().rollback(name, actor(), why);
        show(promotion, name + " serves " + promotion.version() + " again (promotion " + promotion.number() + ")");
        return DONE;
    }
}
