package dev.stackwright.download;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.download.Downloader.FileCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file and what has come of it so far. {@code name.part} is given its name only when whole; {@code name.validator} and
 * {@code name.part.validator} hold the server's mark of the version that each is of, without which the file cannot be
 * asked for again and the part not be continued; {@code name.lock} is held by the one who downloads, over all processes.
 */
final class ResumableFile {

    private final Path target;
    private final Path validator;
    private final Path part;
    private final Path partValidator;

    ResumableFile(Path target) {
        this.target = target;
        validator = beside(".validator");
        part = beside(".part");
        partValidator = beside(".part.validator");
    }

    private Path beside(String ending) {
        return target.resolveSibling(target.getFileName() + ending);
    }

    Path part() {
        return part;
    }

    /** Held by one at a time; {@code renewed} where another one wrote the file while this one waited. */
    record Hold(FileChannel channel, FileLock lock, boolean renewed) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Waits until no one else holds the file. */
    Hold hold(Cancellation cancellation) throws IOException, InterruptedException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Backoff ask = Backoff.of(1, Duration.ofMillis(100), Duration.ofMillis(100));
        FileChannel channel = FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            cancellation.throwIfRequested();
            FileLock lock = tryLock(channel);
            FileTime before = lock == null ? written() : null;
            boolean waited = lock == null;
            while (lock == null) {
                ask.pause(1, cancellation);
                lock = tryLock(channel);
            }
            return new Hold(channel, lock, waited && !Objects.equals(before, written()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by another thread of this process
            return null;
        }
    }

    private @Nullable FileTime written() throws IOException {
        return Files.exists(target) ? Files.getLastModifiedTime(target) : null;
    }

    boolean isWhole(FileCheck check) throws IOException {
        return Files.isRegularFile(target) && check.fault(target).isEmpty();
    }

    /** The server's mark of the whole file. */
    Optional<String> mark() throws IOException {
        return Files.exists(validator) ? Optional.of(Files.readString(validator)) : Optional.empty();
    }

    /** How much can be continued; what cannot be is deleted. */
    long offset() throws IOException {
        if (Files.exists(part) && Files.exists(partValidator)) {
            return Files.size(part);
        }
        discard();
        return 0;
    }

    /** Of the part, for {@code If-Range}. */
    String partMark() throws IOException {
        return Files.readString(partValidator, StandardCharsets.UTF_8);
    }

    /** The part, anew: remembers the version that is about to be written, or that it has no mark. */
    OutputStream begin(Optional<String> mark) throws IOException {
        discard();
        if (mark.isPresent()) {
            Files.writeString(partValidator, mark.get(), StandardCharsets.UTF_8);
        }
        return Files.newOutputStream(part);
    }

    /** The part, at its end. */
    OutputStream resume() throws IOException {
        return Files.newOutputStream(part, StandardOpenOption.APPEND);
    }

    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(partValidator);
    }

    /** Gives the part its name. */
    void finish(boolean keepMark) throws IOException {
        // first, so that no crash leaves the new content with the old mark
        Files.deleteIfExists(validator);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (keepMark && Files.exists(partValidator)) {
            Files.move(partValidator, validator, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(partValidator);
    }
}
