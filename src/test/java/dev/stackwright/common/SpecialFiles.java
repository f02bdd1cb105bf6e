package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;

/** Files that are neither regular files nor folders nor links, which Java cannot make. */
public final class SpecialFiles {

    private SpecialFiles() {}

    /** A named pipe: who opens it to read waits for one who writes. The test is skipped where a system has no such command. */
    public static Path pipe(Path path) throws InterruptedException {
        Process made;
        try {
            made = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        } catch (IOException e) {
            return abort("there is no mkfifo here: " + e.getMessage());
        }
        assertThat(made.waitFor()).as("what mkfifo answers").isZero();
        return path;
    }
}
