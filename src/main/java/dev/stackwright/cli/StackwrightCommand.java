package dev.stackwright.cli;

import dev.stackwright.app.Services;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    /** Options that every command has. */
    static final class CommonOptions {

        /** How much of our own log is shown: by Quarkus where it serves, else by {@link Main.TerminalLog}. */
        static final String LOG_LEVEL = "quarkus.log.category.\"dev.stackwright\".level";

        private static final String VERBOSE = "DEBUG";

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Folder of the embedded store (key stackwright.data-directory).")
        private @Nullable Path dataDir;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Sets a configuration key, e.g. --set stackwright.store.bucket=photos; may be repeated.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(
                names = {"-v", "--verbose"},
                description = "Shows stack traces of errors and more of the log.")
        private boolean verbose;

        /** Configuration given on the command line; it wins over environment and files. */
        Map<String, String> settings() {
            Map<String, String> all = new LinkedHashMap<>(settings);
            if (dataDir != null) {
                all.put(
                        "stackwright.data-directory",
                        dataDir.toAbsolutePath().normalize().toString());
            }
            if (verbose) {
                all.putIfAbsent(LOG_LEVEL, VERBOSE);
            }
            return all;
        }

        /** Whether settings that a command was given ask for all of our own log. */
        static boolean isVerbose(Map<String, String> settings) {
            return VERBOSE.equalsIgnoreCase(settings.get(LOG_LEVEL));
        }
    }
}
