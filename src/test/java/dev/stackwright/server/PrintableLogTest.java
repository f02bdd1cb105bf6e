package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"dev.stackwright.run.RunExecutor", "org.apache.hc.client5"})
    void anAddressIsLoggedWithoutQueryAndUserWhoeverLogsIt(String logger) {
        assertThat(logged(logger, "cannot read {0}", "https://user:secret@h.org/a.zip?X-Amz-Signature=secret#x"))
                .isEqualTo("cannot read https://h.org/a.zip?…");
    }

    @Test
    void norDoesAnAddressInAnExceptionNorInItsCausesOrWhatItSuppressed() {
        IOException cause = new IOException("GET https://h.org/a?sig=secret found 403");
        IllegalStateException thrown = new IllegalStateException("no dataset", cause);
        thrown.addSuppressed(new IOException("close https://secret@h.org/"));
        ExtLogRecord log = new ExtLogRecord(Level.WARNING, "failed", PrintableLogTest.class.getName());
        log.setThrown(thrown);
        assertThat(new PrintableLog().isLoggable(log)).isTrue();
        StringWriter printed = new StringWriter();
        log.getThrown().printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString())
                .doesNotContain("secret")
                .contains("java.lang.IllegalStateException: no dataset")
                .contains("Caused by: java.io.IOException: GET https://h.org/a?… found 403")
                .contains("Suppressed: java.io.IOException: close https://h.org/")
                .contains("at dev.stackwright.server.PrintableLogTest");
    }

    @Test
    void anExceptionWithoutAnAddressStaysTheSame() {
        Exception thrown = new IllegalStateException("plain", new IOException("plain"));
        ExtLogRecord log = new ExtLogRecord(Level.WARNING, "failed", PrintableLogTest.class.getName());
        log.setThrown(thrown);
        assertThat(new PrintableLog().isLoggable(log)).isTrue();
        assertThat(log.getThrown()).isSameAs(thrown);
    }

    /** Each handler has a filter of its own; one without would write what the others leave out. */
    @ParameterizedTest
    @ValueSource(strings = {"console", "file", "syslog"})
    void everyHandlerHasTheFilter(String handler) throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
                .contains("\nquarkus.log." + handler + ".filter=printable\n");
    }

    @Test
    void aRequestKeepsTheNameThatItHasUnlessThatIsNoName() {
        SpanContext traced = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        assertThat(RequestIds.of("order-17", traced)).isEqualTo("order-17");
        assertThat(RequestIds.of("a\nb", traced)).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(RequestIds.of(null, SpanContext.getInvalid())).hasSize(36);
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
