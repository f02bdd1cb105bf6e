package dev.stackwright.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code runs}: training jobs in the store. */
@Command(
        name = "runs",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Looks at training runs in the store, launches and cancels them.", ""})
final class RunsCommand extends Group {

    static CommandLine commandLine(CommandContext place) {
        return new CommandLine(new RunsCommand())
                .addSubcommand(new RunsList(place))
                .addSubcommand(new RunsShow(place))
                .addSubcommand(new RunsWatch(place))
                .addSubcommand(new RunsLaunch(place))
                .addSubcommand(new RunsCancel(place));
    }
}
