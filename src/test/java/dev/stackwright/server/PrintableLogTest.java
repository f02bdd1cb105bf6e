package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** A label or a key that others wrote is one line of the log, and steers no terminal. */
class PrintableLogTest {

    @Test
    void ourMessagesAreOneLineWithoutControlCharacters() {
        assertThat(logged(
                        "dev.stackwright.event.EventHandler",
                        "event of {0}: failed",
                        "a\u001b[2J\nINFO all is well\u009b"))
                .isEqualTo("event of a\\u001B[2J\\u000AINFO all is well\\u009B: failed");
    }

    @Test
    void messagesOfLibrariesKeepTheirLines() {
        assertThat(logged("io.quarkus", "two\n\tlines {0}", "\u001b")).isEqualTo("two\n\tlines \\u001B");
    }

    @Test
    void whatIsPrintableStaysAsItIs() {
        assertThat(logged("dev.stackwright", "käse {0} %s", "日本")).isEqualTo("käse 日本 %s");
    }

    private static String logged(String logger, String message, String parameter) {
        ExtLogRecord log = new ExtLogRecord(
                Level.INFO, message, ExtLogRecord.FormatStyle.MESSAGE_FORMAT, PrintableLogTest.class.getName());
        log.setLoggerName(logger);
        log.setParameters(new Object[] {parameter});
        assertThat(new PrintableLog().isLoggable(log)).isTrue();
        return log.getFormattedMessage();
    }
}
