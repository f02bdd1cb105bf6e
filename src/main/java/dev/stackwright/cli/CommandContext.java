package dev.stackwright.cli;

import dev.stackwright.app.Services;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What commands work with: every effect comes in here.
 *
 * @param services opened by the commands that need them
 * @param online whether the official dataset and weights can be reached; may take seconds
 * @param input standard input, asked for only by a command that reads it
 */
record CommandContext(
        Console console,
        InstantSource clock,
        Services.Opener services,
        Server server,
        BooleanSupplier online,
        Supplier<InputStream> input) {

    /** The HTTP server in this process. */
    interface Server {

        /** Starts it with these configuration keys and returns when it has stopped. */
        void run(Map<String, String> settings);

        /** Asks it to stop. */
        void stop();
    }
}
