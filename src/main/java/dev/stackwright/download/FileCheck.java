package dev.stackwright.download;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a whole file of its kind from anything else that a server may send. Thread-safe. */
@FunctionalInterface
public interface FileCheck {

    /** What is wrong with {@code file}, for people; empty where it is whole. */
    Optional<String> fault(Path file) throws IOException;

    /** Whether only one content passes, e.g. by a known digest: then the server need not be asked for a newer one. */
    default boolean knowsContent() {
        return false;
    }
}
