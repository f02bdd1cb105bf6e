package dev.stackwright.cli;

import dev.stackwright.app.Services;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that opens the services, does one thing, prints it, and closes them. */
abstract class StackwrightCommand implements Callable<Integer> {

    static final int DONE = 0;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Prints JSON for scripts instead of text for people.")
    boolean json;

    final CommandContext context;

    StackwrightCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Services services = context.services().open(settings())) {
            return work(services);
        }
    }

    /** Configuration that wins over environment and files. */
    Map<String, String> settings() {
        return common.settings();
    }

    /** Does the work and returns the exit code. */
    abstract int work(Services services);

    /** Prints {@code value} as JSON where that was asked for, else {@code text}. */
    final void show(Object value, String text) {
        if (json) {
            context.console().json(value);
        } else {
            context.console().print(text);
        }
    }

    /** A command that only holds others. */
    abstract static class Group implements Runnable {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected one of " + String.join(", ", spec.subcommands().keySet()) + ", found none");
        }
    }
}
