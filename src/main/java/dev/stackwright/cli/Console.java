package dev.stackwright.cli;

import dev.stackwright.common.Json;
import dev.stackwright.common.Printable;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: data to {@code out}, everything else to {@code err}, both UTF-8.
 *
 * @param terminal whether {@code err} is a terminal, where progress may be drawn over itself
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

    /**
     * Set by the launcher where standard error is a terminal, which a JVM cannot tell: its path, or {@code true}. The launcher
     * takes TensorFlow's own lines out of standard error, line by line, and progress is drawn within a line.
     */
    private static final String TERMINAL = "dev.stackwright.cli.terminal";

    static Console system() {
        String terminal = System.getProperty(TERMINAL, "");
        boolean drawn = terminal.equals("true");
        OutputStream err = System.err;
        if (terminal.startsWith("/dev/")) {
            try {
                err = new FileOutputStream(terminal);
                drawn = true;
            } catch (FileNotFoundException e) {
                // as after su: lines arrive by standard error
            }
        }
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                drawn);
    }

    /** Data for people; names in it cannot steer the terminal. */
    void print(String text) {
        out.println(Printable.lines(text));
    }

    /** Data for scripts: one JSON document. What would steer a terminal is escaped, as JSON has it. */
    void json(Object value) {
        print(new String(Json.bytes(value), StandardCharsets.UTF_8).stripTrailing());
    }

    /** A remark that is not data. */
    void say(String text) {
        err.println(Printable.lines(text));
    }
}
