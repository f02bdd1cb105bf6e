package dev.stackwright.ensemble;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the cache of versions small. What is in use is loaded into memory, so that a folder may go at any time between
 * two uses; what cannot be removed is logged and left. Thread-safe, also across processes.
 */
final class VersionCleaning {

    /** The version in force, the one before it for a rollback, and the one that comes now. */
    static final int KEPT = 2;

    /** A folder of a download or a publication that old is of a process that was killed. */
    static final Duration ABANDONED = Duration.ofDays(1);

    private static final System.Logger LOG = System.getLogger(VersionCleaning.class.getName());

    private final InstantSource clock;

    VersionCleaning(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes that a version was asked for just now. */
    void used(Path version) {
        try {
            Files.setLastModifiedTime(version, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.log(WARNING, "cannot note the use of " + version, e);
        }
    }

    /**
     * Makes room for one more version: all go but the {@link #KEPT} of its ensemble that were asked for last.
     *
     * @param versions folder of the ensemble
     */
    void clean(Path cache, Path versions) {
        Instant abandoned = clock.instant().minus(ABANDONED);
        children(cache).stream()
                .filter(VersionCleaning::isTemporary)
                .filter(folder -> lastUse(folder).isBefore(abandoned))
                .forEach(VersionCleaning::remove);
        children(versions).stream()
                .sorted(Comparator.comparing(VersionCleaning::lastUse).reversed())
                .skip(KEPT)
                .forEach(VersionCleaning::remove);
    }

    private static boolean isTemporary(Path folder) {
        return folder.getFileName().toString().startsWith(VersionCache.TEMPORARY);
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            LOG.log(WARNING, "cannot look for old versions in " + folder, e);
            return List.of();
        }
    }

    private static Instant lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).toInstant();
        } catch (IOException e) {
            return Instant.MIN; // another process has just removed it
        }
    }

    private static void remove(Path folder) {
        try {
            VersionCache.remove(folder);
        } catch (UncheckedIOException e) {
            LOG.log(WARNING, "cannot remove the old version " + folder, e);
        }
    }
}
