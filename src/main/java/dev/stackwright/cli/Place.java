package dev.stackwright.cli;

import java.time.InstantSource;

/**
 * What commands work with: every effect comes in here.
 *
 * @param rooms opened by the commands that need them
 */
record Place(Screen screen, InstantSource clock, Rooms.Opener rooms, Server server) {

    /** Starts the HTTP server in this process. */
    @FunctionalInterface
    interface Server {

        /** Starts it with these configuration keys and returns when it has stopped. */
        void run(java.util.Map<String, String> settings);
    }
}
