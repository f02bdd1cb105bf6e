package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import picocli.CommandLine.Command;

/** {@code runs watch}. */
@Command(
        name = "watch",
        description = {"Follows a run until it ends.", "Exit code 0 when it succeeded, else 1.", ""})
final class RunsWatch extends RunCommand {

    RunsWatch(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        RunView view = new RunWatcher(new TerminalProgress(place.screen(), place.clock()), RunWatcher.PAUSE)
                .untilEnd(() -> find(rooms));
        show(view, text(view));
        return view.state().phase() == RunState.Phase.SUCCEEDED ? DONE : Errors.FAILED;
    }
}
