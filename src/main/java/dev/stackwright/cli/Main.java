package dev.stackwright.cli;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.weights.OfficialWeights;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Parses the command line first; only commands that serve start Quarkus. */
@QuarkusMain
public final class Main {

    private static final Duration REACH = Duration.ofSeconds(4);

    private Main() {}

    public static void main(String[] args) {
        Console screen = Console.system();
        CommandContext place = new CommandContext(
                screen,
                Clock.systemUTC(),
                StackwrightServices::open,
                new QuarkusServer(),
                Main::online,
                () -> System.in);
        int code = Root.commandLine(place).execute(args);
        screen.out().flush();
        System.exit(code);
    }

    private static boolean online() {
        Path unused = Path.of(System.getProperty("java.io.tmpdir", ""));
        return new OfficialWeights(unused, Progress.NONE, Cancellation.NEVER).reachable(REACH);
    }
}
