package dev.stackwright.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ensembles}: what was published. */
@Command(
        name = "ensembles",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Looks at published ensembles and decides which version is served.", ""})
final class EnsemblesCommand extends Group {

    static CommandLine commandLine(CommandContext place) {
        return new CommandLine(new EnsemblesCommand())
                .addSubcommand(new EnsemblesList(place))
                .addSubcommand(new EnsemblesShow(place))
                .addSubcommand(new EnsemblesReport(place))
                .addSubcommand(new EnsemblesExport(place))
                .addSubcommand(new EnsemblesPromote(place))
                .addSubcommand(new EnsemblesRollback(place))
                .addSubcommand(new EnsemblesVerify(place));
    }
}
