package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunView;
import picocli.CommandLine.Command;

/** {@code runs cancel}. */
@Command(
        name = "cancel",
        description = {"Asks a run to stop.", "A queued one stops at once, a running one between two steps.", ""})
final class RunsCancel extends RunCommand {

    RunsCancel(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        RunView view = rooms.runs().cancel(run);
        show(view, text(view));
        return DONE;
    }
}
