package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Promotion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands below {@code ensembles} that decide which version is served. */
final class PromotionCommands {

    private PromotionCommands() {}

    /** {@code ensembles promote}. */
    @Command(
            name = "promote",
            description = {"Makes a version the one that is served.", ""})
    static final class Promote extends EnsemblesCommand.OneEnsemble {

        @Parameters(index = "1", paramLabel = "VERSION", description = "The version, e.g. 20261124t081500z-3f2a9c1b.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private EnsembleVersion version;

        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
        private String why = "promoted by hand";

        Promote(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            Promotion promotion = services.ensembles().promote(name, version, actor(), why);
            show(promotion, name + " serves " + promotion.version() + " (promotion " + promotion.number() + ")");
            return DONE;
        }
    }

    /** {@code ensembles rollback}. */
    @Command(
            name = "rollback",
            description = {
                "Serves the version again that was served before.",
                "This is a promotion like any other: nothing is deleted.",
                ""
            })
    static final class Rollback extends EnsemblesCommand.OneEnsemble {

        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
        private String why = "rolled back by hand";

        Rollback(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            Promotion promotion = services.ensembles().rollback(name, actor(), why);
            show(promotion, name + " serves " + promotion.version() + " again (promotion " + promotion.number() + ")");
            return DONE;
        }
    }
}
