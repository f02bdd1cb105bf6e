package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunView;
import picocli.CommandLine.Command;

/** {@code runs show}. */
@Command(
        name = "show",
        description = {"Shows one run: its request, state and progress.", ""})
final class RunsShow extends RunCommand {

    RunsShow(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        RunView view = find(rooms);
        show(view, text(view));
        return DONE;
    }
}
