package dev.stackwright.app;

import io.quarkus.runtime.Quarkus;
import java.util.Map;

/** Starts the HTTP server in this process. */
public final class Server {

    private Server() {}

    /**
     * Starts the server and returns when it has stopped. Once a process.
     *
     * @param settings win over environment and files, e.g. {@code quarkus.http.port}
     */
    public static void run(Map<String, String> settings) {
        settings.forEach(System::setProperty);
        Quarkus.run();
    }

    /** Asks a running server to stop. */
    public static void stop() {
        Quarkus.asyncExit(0);
    }
}
