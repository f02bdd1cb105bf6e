package dev.stackwright.cli;

import dev.stackwright.app.Configuration;
import dev.stackwright.app.Directories;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.ServerProcess;
import dev.stackwright.app.Services;
import dev.stackwright.app.Stackwright;
import dev.stackwright.cli.StackwrightCommand.CommonOptions;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Product;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Urls;
import dev.stackwright.download.Downloader;
import dev.stackwright.network.weights.DownloadedWeights;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

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
                    TerminalLog.begin(console, CommonOptions.isVerbose(settings));
                    return open(settings);
                },
                new QuarkusServer(),
                Main::online,
                () -> System.in);
        int code = Root.commandLine(context).execute(args);
        System.exit(afterOutput(console, code));
    }

    /** A stream for printing keeps to itself that it could not write. */
    static int afterOutput(Console console, int code) {
        if (!console.out().checkError() || code != 0) {
            return code;
        }
        console.say("stackwright: standard output could not be written to its end; is the disk full?");
        return Errors.FAILED;
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

    /**
     * Warnings, or all of our own log, as lines of a command that does its work itself. Quarkus sets logging up when a server
     * starts; until then its log manager makes and keeps every record of every level, down to the bytes on each connection,
     * and shows none. That made an upload to the embedded store take five times as long.
     */
    static final class TerminalLog extends Handler {

        /** Held here, as a logger that nobody holds may lose its level. */
        private static final Logger OURS = Logger.getLogger("dev.stackwright");

        private final Console console;
        private final SimpleFormatter formatter = new SimpleFormatter();

        TerminalLog(Console console, boolean verbose) {
            this.console = console;
            setLevel(verbose ? Level.FINE : Level.WARNING);
        }

        /**
         * Begins, unless a server has set logging up in this process.
         *
         * @param verbose whether all of our own log is shown; of libraries warnings are in any case
         */
        static void begin(Console console, boolean verbose) {
            if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
                Logger.getLogger("").setLevel(Level.WARNING);
                if (verbose) {
                    OURS.setLevel(Level.FINE);
                }
                InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {new TerminalLog(console, verbose)});
            }
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                Throwable thrown = record.getThrown();
                console.say("stackwright: "
                        + Urls.shown(formatter.formatMessage(record) + (thrown == null ? "" : ": " + thrown)));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
