package dev.stackwright.cli;

import dev.stackwright.app.Services;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that opens the rooms, does one thing, prints it, and closes them. */
abstract class StackwrightCommand implements Callable<Integer> {

    static final int DONE = 0;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Prints JSON for scripts instead of text for people.")
    boolean json;

    final CommandContext place;

    StackwrightCommand(CommandContext place) {
        this.place = place;
    }

    @Override
    public Integer call() {
        try (Services rooms = place.rooms().open(settings())) {
            return work(rooms);
        }
    }

    /** Configuration that wins over environment and files. */
    Map<String, String> settings() {
        return common.settings();
    }

    /** Does the work and returns the exit code. */
    abstract int work(Services rooms);

    /** Prints {@code value} as JSON where that was asked for, else {@code text}. */
    final void show(Object value, String text) {
        if (json) {
            place.screen().json(value);
        } else {
            place.screen().print(text);
        }
    }
}
