package dev.stackwright.cli;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.ensemble.UnknownEnsembleException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one ensemble. */
abstract class EnsembleCommand extends StackwrightCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the ensemble.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    EnsembleName name;

    EnsembleCommand(CommandContext place) {
        super(place);
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
