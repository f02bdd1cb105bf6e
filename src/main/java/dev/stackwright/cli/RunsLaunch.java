package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunView;
import picocli.CommandLine.Command;

/** {@code runs launch}. */
@Command(
        name = "launch",
        description = {
            "Launches a run that waits, once more: for one whose launch failed.",
            "Where it was launched, nothing happens.",
            ""
        })
final class RunsLaunch extends RunCommand {

    RunsLaunch(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        RunView view = rooms.runs().launch(run);
        show(view, text(view));
        return DONE;
    }
}
