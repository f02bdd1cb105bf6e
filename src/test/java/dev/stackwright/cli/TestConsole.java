package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands over fake rooms and keeps what they wrote. */
final class TestConsole {

    final FakeServices services = new FakeServices();

    /** Settings of each server that was started. */
    final List<Map<String, String>> served = new ArrayList<>();

    /** Standard input of the next command. */
    InputStream input = InputStream.nullInputStream();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    final Console screen = new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);

    /** Runs a command and returns its exit code. */
    int run(String... args) {
        out.reset();
        err.reset();
        return Root.commandLine(context()).execute(args);
    }

    CommandContext context() {
        return new CommandContext(
                screen, () -> FakeServices.NOW, services, new NotedServer(), () -> false, () -> input);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    private final class NotedServer implements CommandContext.Server {
        @Override
        public void run(Map<String, String> settings) {
            served.add(settings);
        }

        @Override
        public void stop() {}
    }
}
