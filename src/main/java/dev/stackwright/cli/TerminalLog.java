package dev.stackwright.cli;

import dev.stackwright.common.Urls;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Warnings as lines of a command that does its work itself. Quarkus sets logging up when a server starts; until then its
 * log manager makes and keeps every record of every level, down to the bytes on each connection, and shows none. That
 * made an upload to the embedded store take five times as long.
 */
final class TerminalLog extends Handler {

    private final Console console;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private TerminalLog(Console console) {
        this.console = console;
        setLevel(Level.WARNING);
    }

    /** Begins, unless a server has set logging up in this process. */
    static void begin(Console console) {
        if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            Logger.getLogger("").setLevel(Level.WARNING);
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {new TerminalLog(console)});
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
