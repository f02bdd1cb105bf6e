package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunView;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code runs list}. */
@Command(
        name = "list",
        description = {"Lists runs, newest first.", ""})
final class RunsList extends StackwrightCommand {

    RunsList(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        List<RunView> runs = rooms.runs().list();
        show(runs, runs.isEmpty() ? "No runs yet. Start one: stackwright train --help" : Tables.runs(runs));
        return DONE;
    }
}
