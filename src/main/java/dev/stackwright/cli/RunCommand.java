package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunView;
import dev.stackwright.run.UnknownRunException;
import picocli.CommandLine.Parameters;

/** A command about one run. */
abstract class RunCommand extends StackwrightCommand {

    @Parameters(paramLabel = "RUN", description = "Id of the run, e.g. 20261124t081500z-3f2a9c1b.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    RunId run;

    RunCommand(CommandContext place) {
        super(place);
    }

    /** @throws UnknownRunException when there is none of that id */
    final RunView find(Services rooms) {
        return rooms.runs()
                .find(run)
                .orElseThrow(() -> new UnknownRunException(
                        "there is no run " + run + "; 'stackwright runs list' shows those there are"));
    }

    /** A run for people. */
    static String text(RunView view) {
        StringBuilder text = new StringBuilder();
        line(text, "run", view.run().value());
        line(text, "ensemble", view.request().ensemble().value());
        line(text, "dataset", view.request().dataset());
        line(
                text,
                "state",
                view.state().phase().text() + " since "
                        + Formats.instant(view.state().at()));
        String stage = Tables.stage(view);
        if (!stage.isEmpty()) {
            line(text, "stage", stage);
        }
        if (view.execution() != null) {
            line(text, "execution", view.execution());
        }
        if (view.state().version() != null) {
            line(text, "version", view.state().version().value());
        }
        if (view.state().message() != null) {
            line(text, "message", view.state().message());
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-10s%s%n", name, value));
    }
}
