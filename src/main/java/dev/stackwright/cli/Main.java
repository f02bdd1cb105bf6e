package dev.stackwright.cli;

import dev.stackwright.app.Configuration;
import dev.stackwright.app.Directories;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.ServerProcess;
import dev.stackwright.app.Services;
import dev.stackwright.app.Stackwright;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Product;
import dev.stackwright.common.Progress;
import dev.stackwright.download.Downloader;
import dev.stackwright.network.weights.DownloadedWeights;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Parses the command line first; only commands that serve start Quarkus. */
@QuarkusMain
public final class Main {

    private static final Duration REACH = Duration.ofSeconds(4);

    private Main() {}

    public static void main(String[] args) {
        Directories.settleHome(System.getenv(), System.getProperties());
        Console console = Console.system();
        CommandContext context = new CommandContext(
                console,
                Clock.systemUTC(),
                settings -> {
                    TerminalLog.begin(console);
                    return open(settings);
                },
                new QuarkusServer(),
                Main::online,
                () -> System.in);
        int code = Root.commandLine(context).execute(args);
        console.out().flush();
        System.exit(code);
    }

    private static Services open(Map<String, String> settings) {
        return Stackwright.open(
                Configuration.ofThisProcess(settings), ProcessEnvironment.ofThisProcess(), Stackwright.Listeners.NONE);
    }

    private static boolean online() {
        Path unused = Path.of(System.getProperty("java.io.tmpdir", ""));
        return DownloadedWeights.official(
                        unused,
                        Downloader.onThisMachine("stackwright/" + Product.version()),
                        Progress.NONE,
                        Cancellation.NEVER)
                .reachable(REACH);
    }

    /** Quarkus in this process, once a process. */
    private static final class QuarkusServer implements CommandContext.Server {

        @Override
        public void run(Map<String, String> settings) {
            ServerProcess.run(settings);
        }

        @Override
        public void stop() {
            Quarkus.asyncExit(0);
        }
    }
}
