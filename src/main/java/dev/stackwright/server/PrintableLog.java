package dev.stackwright.server;

import dev.stackwright.common.Printable;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes what others wrote fit to be logged: names of objects and labels can hold control characters, and would steer a
 * terminal or pass for another line. Our own messages are one line each; libraries' keep their lines.
 */
@LoggingFilter(name = "printable")
public final class PrintableLog implements Filter {

    private static final String OURS = "dev.stackwright";

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record instanceof ExtLogRecord log && log.getFormattedMessage() != null) {
            String message = log.getFormattedMessage();
            boolean ours = log.getLoggerName() != null && log.getLoggerName().startsWith(OURS);
            String shown = ours ? Printable.line(message) : Printable.lines(message);
            if (!shown.equals(message)) {
                log.setMessage(shown, ExtLogRecord.FormatStyle.NO_FORMAT);
            }
        }
        return true;
    }
}
