package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Quarkus in this process, once a process. */
public final class ServerProcess {

    private ServerProcess() {}

    /**
     * Serves until it is stopped, and returns then: how a process ends that did more than serve is its own affair. What keeps
     * it from starting is one line on standard error, and ends this process with 1.
     *
     * @param settings stronger than all others
     * @throws ConfigurationException naming each key at fault, before anything is started
     */
    public static void run(Map<String, String> settings, String... arguments) {
        var unused = Configuration.ofThisProcess(settings);
        settings.forEach(System::setProperty);
        // with a handler of its own, Quarkus prints nothing itself, nor how to kill whoever has the port
        Quarkus.run(null, ServerProcess::ended, arguments);
    }

    static void ended(int code, @Nullable Throwable failure) {
        if (failure == null && code == 0) {
            return;
        }
        if (failure != null) {
            Optional<String> line = line(failure);
            line.ifPresent(System.err::println);
            if (line.isEmpty()) {
                System.getLogger(ServerProcess.class.getName())
                        .log(System.Logger.Level.ERROR, "the server could not be started", failure);
            }
        }
        System.exit(code);
    }

    /** What to say of a start that failed, where it was foreseen. Pure. */
    public static Optional<String> line(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof QuarkusBindException)) {
            cause = cause.getCause();
        }
        if (cause instanceof QuarkusBindException taken) {
            return Optional.of("stackwright: expected port " + taken.getPort() + " of " + taken.getHost()
                    + " to be free, found another program that listens there; choose another with --port"
                    + " (quarkus.http.port), or end that program");
        }
        return cause instanceof io.quarkus.runtime.configuration.ConfigurationException refused
                ? Optional.of(String.valueOf(refused.getMessage()))
                : Optional.empty();
    }
}
