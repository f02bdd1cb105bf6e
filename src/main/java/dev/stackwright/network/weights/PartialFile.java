package dev.stackwright.network.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What has come of a file so far, {@code name.part}, and beside it in {@code name.part.validator} the server's mark of
 * the version it is part of: without that mark, what lies there cannot be continued.
 */
record PartialFile(Path part, Path validator) {

    static PartialFile of(Path target) {
        return new PartialFile(
                target.resolveSibling(target.getFileName() + ".part"),
                target.resolveSibling(target.getFileName() + ".part.validator"));
    }

    /** How much can be continued; what cannot be is deleted. */
    long offset() throws IOException {
        if (Files.exists(part) && Files.exists(validator)) {
            return Files.size(part);
        }
        discard();
        return 0;
    }

    /** For {@code If-Range}. */
    String mark() throws IOException {
        return Files.readString(validator, StandardCharsets.UTF_8);
    }

    /** Remembers the version that is about to be written, or that it has no mark. */
    void mark(Optional<String> mark) throws IOException {
        if (mark.isPresent()) {
            Files.writeString(validator, mark.get(), StandardCharsets.UTF_8);
        } else {
            Files.deleteIfExists(validator);
        }
    }

    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(validator);
    }

    /** Gives the whole file its name. */
    void finish(Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(validator);
    }
}
