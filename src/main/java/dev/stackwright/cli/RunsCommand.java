package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.Runs.UnknownRunException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runs}: training jobs in the store. */
@Command(
        name = "runs",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Looks at training runs in the store, launches and cancels them.", ""})
final class RunsCommand extends StackwrightCommand.Group {

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new RunsCommand())
                .addSubcommand(new ListRuns(context))
                .addSubcommand(new Show(context))
                .addSubcommand(new Watch(context))
                .addSubcommand(new Launch(context))
                .addSubcommand(new Cancel(context));
    }

    /** A command about one run. */
    abstract static class OneRun extends StackwrightCommand {

        @Parameters(paramLabel = "RUN", description = "Id of the run, e.g. 20261124t081500z-3f2a9c1b.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        RunId run;

        OneRun(CommandContext context) {
            super(context);
        }

        /** @throws UnknownRunException when there is none of that id */
        final RunView find(Services services) {
            return services.runs()
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

    /** {@code runs list}. */
    @Command(
            name = "list",
            description = {
                "Lists runs, newest first.",
                "Exit code 1 where one is damaged; the others are listed all the same.",
                ""
            })
    static final class ListRuns extends StackwrightCommand {

        ListRuns(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            List<Runs.Listed> runs = services.runs().all();
            show(runs, runs.isEmpty() ? "No runs yet. Start one: stackwright train --help" : Tables.runs(runs));
            List<Runs.Damaged> damaged = runs.stream()
                    .filter(Runs.Damaged.class::isInstance)
                    .map(Runs.Damaged.class::cast)
                    .toList();
            damaged.forEach(
                    run -> context.console().say("stackwright: " + run.run() + " is damaged: " + run.damaged()));
            return damaged.isEmpty() ? DONE : Errors.FAILED;
        }
    }

    /** {@code runs show}. */
    @Command(
            name = "show",
            description = {"Shows one run: its request, state and progress.", ""})
    static final class Show extends OneRun {

        Show(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            RunView view = find(services);
            show(view, text(view));
            return DONE;
        }
    }

    /** {@code runs watch}. */
    @Command(
            name = "watch",
            description = {"Follows a run until it ends.", "Exit code 0 when it succeeded, else 1.", ""})
    static final class Watch extends OneRun {

        Watch(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            RunView view = new RunWatcher(new TerminalProgress(context.console(), context.clock()), RunWatcher.PAUSE)
                    .untilEnd(() -> find(services));
            show(view, text(view));
            return view.state().phase() == RunState.Phase.SUCCEEDED ? DONE : Errors.FAILED;
        }
    }

    /** {@code runs launch}. */
    @Command(
            name = "launch",
            description = {
                "Launches a run that waits, once more: for one whose launch failed.",
                "Where it was launched, nothing happens. Where that has ended and the run still waits, it says so.",
                ""
            })
    static final class Launch extends OneRun {

        Launch(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            RunView view = services.runs().launch(run);
            show(view, text(view));
            return DONE;
        }
    }

    /** {@code runs cancel}. */
    @Command(
            name = "cancel",
            description = {"Asks a run to stop.", "A queued one stops at once, a running one between two steps.", ""})
    static final class Cancel extends OneRun {

        Cancel(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            RunView view = services.runs().cancel(run);
            show(view, text(view));
            return DONE;
        }
    }
}
