package dev.stackwright.cli;

import dev.stackwright.cli.StackwrightCommand.CommonOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: the functions and the API over HTTP, until it is stopped. */
@Command(
        name = "serve",
        description = {
            "Serves POST /train, /classify, /events and /api over HTTP.",
            "Finds uploads in the embedded store by itself.",
            "Until it is stopped (Ctrl-C). Swagger UI is at /q/swagger-ui.",
            ""
        })
final class ServeCommand implements Callable<Integer> {

    private static final int MOST = 65_535;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; loopback unless told otherwise. On others callers are asked for a key"
                    + " ('stackwright keys'), unless stackwright.http.auth is none.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 8080 unless told otherwise, and 0 for any that is free, which is told.")
    private @Nullable Integer port;

    @Mixin
    private CommonOptions common = new CommonOptions();

    private final CommandContext context;

    ServeCommand(CommandContext context) {
        this.context = context;
    }

    /** @throws ParameterException when no port has that number */
    static void checkPort(int port, CommandSpec spec) {
        if (port < 0 || port > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--port: expected 0 (any that is free) to " + MOST + ", found " + port);
        }
    }

    @Override
    public Integer call() {
        Map<String, String> settings = new LinkedHashMap<>(common.settings());
        if (host != null) {
            settings.put("quarkus.http.host", host);
        }
        if (port != null) {
            checkPort(port, spec);
            settings.put("quarkus.http.port", port.toString());
        }
        context.server().run(settings);
        return StackwrightCommand.DONE;
    }
}
