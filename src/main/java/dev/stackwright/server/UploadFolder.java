package dev.stackwright.server;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Where files lie that are sent, until they are in the store.
 *
 * @param path need not exist
 */
record UploadFolder(Path path) {

    /**
     * The age at which a file belongs to nobody: a connection on which nothing moves for a minute is closed, and no file
     * is on its way into the store for so long. Other servers may write to the same folder.
     */
    static final Duration ABANDONED = Duration.ofDays(1);

    private static final String PREFIX = "upload-";
    private static final String SUFFIX = ".part";

    private static final System.Logger LOG = System.getLogger(UploadFolder.class.getName());

    /** An empty file of a new name; the one who asks for it deletes it. */
    Path file() throws IOException {
        return Files.createTempFile(Files.createDirectories(path), PREFIX, SUFFIX);
    }

    /**
     * Removes what servers left that were killed while they took a file: nobody asks for it again. What cannot be removed
     * is logged, as it keeps no file from being taken.
     */
    void removeAbandoned(Clock clock) {
        Instant last = clock.instant().minus(ABANDONED);
        int removed = 0;
        // not asked first whether it is there: another server may remove or make it meanwhile
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                removed += isRemoved(file, last) ? 1 : 0;
            }
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "no file was sent yet", e);
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "expected to list " + path + ", where files of killed servers may be left; look there", e);
        }
        if (removed > 0) {
            LOG.log(INFO, "removed {0} unfinished uploads of killed servers from {1}", removed, path);
        }
    }

    private static boolean isRemoved(Path file, Instant last) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(last)
                    && Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return false; // another server was quicker
        } catch (IOException e) {
            LOG.log(WARNING, "expected to remove " + file + ", left by a killed server; remove it by hand", e);
            return false;
        }
    }
}
