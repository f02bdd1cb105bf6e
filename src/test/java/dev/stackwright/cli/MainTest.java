package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class MainTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void outputThatCouldNotBeWrittenIsNoSuccess() {
        Console full = console(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        full.print("an answer");
        assertThat(Main.afterOutput(full, 0)).isEqualTo(Errors.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be written");
        assertThat(Main.afterOutput(full, Errors.USAGE))
                .as("what failed before")
                .isEqualTo(Errors.USAGE);
    }

    @Test
    void outputThatWasWrittenChangesNoCode() {
        Console well = console(new ByteArrayOutputStream());
        well.print("an answer");
        assertThat(Main.afterOutput(well, 0)).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void aCommandShowsWarningsAndAllOfTheLogWhereThatIsAskedFor() {
        Console console = console(new ByteArrayOutputStream());
        LogRecord detail = new LogRecord(Level.FINE, "a detail");
        new Main.TerminalLog(console, false).publish(detail);
        assertThat(err.size()).isZero();
        new Main.TerminalLog(console, true).publish(detail);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("stackwright: a detail");
    }

    private Console console(OutputStream out) {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }
}
