package dev.stackwright.server;

import dev.stackwright.common.Printable;
import dev.stackwright.common.Urls;
import io.quarkus.logging.LoggingFilter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes what others wrote fit to be logged. Names of objects and labels can hold control characters, and would steer a
 * terminal or pass for another line; addresses can hold a signature or a password ({@link Urls}), also in the message of an
 * exception. Our own messages are one line each; libraries' keep their lines.
 */
@LoggingFilter(name = "printable")
public final class PrintableLog implements Filter {

    private static final String OURS = "dev.stackwright";

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record instanceof ExtLogRecord log && log.getFormattedMessage() != null) {
            String message = log.getFormattedMessage();
            boolean ours = log.getLoggerName() != null && log.getLoggerName().startsWith(OURS);
            String told = Urls.shown(message);
            String shown = ours ? Printable.line(told) : Printable.lines(told);
            if (!shown.equals(message)) {
                log.setMessage(shown, ExtLogRecord.FormatStyle.NO_FORMAT);
            }
        }
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            record.setThrown(Told.of(thrown));
        }
        return true;
    }

    /** An exception as it is to be logged: the same with addresses as they are to be told. */
    private static final class Told extends Exception {

        private static final long serialVersionUID = 1L;

        private final String text;

        private Told(String text, Throwable original, @Nullable Throwable cause) {
            super(text, cause);
            this.text = text;
            setStackTrace(original.getStackTrace());
        }

        /** The exception itself where there is nothing to leave out of it and of its causes. */
        static Throwable of(Throwable thrown) {
            return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
        }

        private static Throwable of(Throwable thrown, Set<Throwable> seen) {
            if (!seen.add(thrown)) {
                return thrown;
            }
            Throwable cause = thrown.getCause();
            @Nullable Throwable told = cause == null ? null : of(cause, seen);
            String text = Urls.shown(thrown.toString());
            boolean asItIs = text.equals(thrown.toString()) && told == cause && thrown.getSuppressed().length == 0;
            if (asItIs) {
                return thrown;
            }
            Told instead = new Told(text, thrown, told);
            for (Throwable suppressed : thrown.getSuppressed()) {
                instead.addSuppressed(of(suppressed, seen));
            }
            return instead;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // the name to be told is that of the exception itself
        public String toString() {
            return text;
        }
    }
}
