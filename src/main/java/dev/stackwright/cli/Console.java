package dev.stackwright.cli;

import dev.stackwright.common.Json;
import dev.stackwright.common.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: data to {@code out}, everything else to {@code err}, both UTF-8.
 *
 * @param terminal whether {@code err} is a terminal, where progress may be drawn over itself
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

    /** Set by the launcher, as a JVM cannot tell whether standard error is a terminal. */
    private static final String TERMINAL = "dev.stackwright.cli.terminal";

    static Console system() {
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL));
    }

    /** Data for people; names in it cannot steer the terminal. */
    void print(String text) {
        out.println(Printable.lines(text));
    }

    /** Data for scripts: one JSON document. */
    void json(Object value) {
        byte[] bytes = Json.bytes(value);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** A remark that is not data. */
    void say(String text) {
        err.println(Printable.lines(text));
    }
}
