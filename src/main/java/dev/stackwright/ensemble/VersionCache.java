package dev.stackwright.ensemble;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.ensemble.Manifest.FileEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions on the local disk, {@code <cache>/<name>/<version>/}. Of a version the files that its engine loads appear
 * there together or not at all, and are compared with the manifest each time they are asked for. Of each ensemble the versions that were asked for last are kept.
 *
 * <p>Versions that came with the program lie in a folder that is only read, {@code <baked>/<name>/<version>/}, each as
 * {@link EnsembleRepository#export} writes it. What is promoted is still read from the store, so that a newer promotion
 * takes over; then the files come from there and not over the network. Thread-safe, also across processes.
 */
final class VersionCache {

    private static final System.Logger LOG = System.getLogger(VersionCache.class.getName());

    /** Who repairs a damaged folder may meet another who does the same, and removes what that one just put there. */
    private static final int MOST_TRIES = 3;

    /** No name of an ensemble begins so. */
    static final String TEMPORARY = ".";

    private final VersionFiles files;
    private final ModelFormat format;
    private final Path cache;
    private final Optional<Path> baked;
    private final VersionCleaning cleaning;

    /** @param baked where versions are that came with the program, or empty where there are none */
    VersionCache(VersionFiles files, ModelFormat format, Path cache, Optional<Path> baked, InstantSource clock) {
        this.files = files;
        this.format = format;
        this.cache = cache;
        this.baked = baked;
        this.cleaning = new VersionCleaning(clock);
    }

    /** A version that came with the program, whole: every file is what the manifest beside it says. */
    record Baked(Manifest manifest, Path folder) {}

    /** A folder with the files of the version that the format loads, verified. */
    Path folder(Manifest manifest) {
        List<FileEntry> needed = needed(manifest);
        Path ensemble = cache.resolve(manifest.ensemble().value());
        Path folder = ensemble.resolve(manifest.version().value());
        List<String> faults = VersionFiles.faultsInFolder(needed, folder);
        for (int tries = 0; !faults.isEmpty() && tries < MOST_TRIES; tries++) {
            moveAway(folder);
            cleaning.clean(cache, ensemble);
            Path fresh = temporary("fetch-");
            try {
                files.download(manifest, needed, fresh);
                moveInto(fresh, folder);
            } finally {
                remove(fresh);
            }
            faults = VersionFiles.faultsInFolder(needed, folder);
        }
        if (!faults.isEmpty()) {
            throw VersionFiles.damaged(manifest, faults);
        }
        cleaning.used(folder);
        return folder;
    }

    /** The version, compared with its manifest; empty where it is not here, or not whole, which is logged. */
    Optional<Baked> baked(EnsembleName name, EnsembleVersion version) {
        return baked.map(f -> f.resolve(name.value()).resolve(version.value()))
                .filter(f -> Files.isRegularFile(f.resolve(Keys.MANIFEST)))
                .flatMap(f -> whole(name, version, f));
    }

    private Optional<Baked> whole(EnsembleName name, EnsembleVersion version, Path folder) {
        Path file = folder.resolve(Keys.MANIFEST);
        try {
            Manifest manifest = Manifest.read(Files.readAllBytes(file), file.toString());
            List<String> faults =
                    manifest.ensemble().equals(name) && manifest.version().equals(version)
                            ? VersionFiles.faultsInFolder(needed(manifest), folder)
                            : List.of("it is the manifest of " + manifest.ensemble() + " " + manifest.version());
            if (faults.isEmpty()) {
                return Optional.of(new Baked(manifest, folder));
            }
            LOG.log(Level.WARNING, "{0}: {1}; taking it from the store", folder, String.join("; ", faults));
            return Optional.empty();
        } catch (IOException | MalformedJsonException e) {
            LOG.log(Level.WARNING, "{0}; taking {1} {2} from the store", e, name, version);
            return Optional.empty();
        }
    }

    private List<FileEntry> needed(Manifest manifest) {
        List<String> names = format.files(manifest);
        return manifest.files().stream()
                .filter(file -> names.contains(file.path()))
                .toList();
    }

    /** A new empty folder on the cache's disk; the caller removes it. */
    Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(Files.createDirectories(cache), TEMPORARY + prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder in the cache " + cache + ": " + e, e);
        }
    }

    /** In one step, then removed: what another puts in its place meanwhile stays whole. */
    private void moveAway(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        Path away = temporary("remove-");
        try {
            Files.move(folder, away.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // another was first
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + folder + " away: " + e, e);
        } finally {
            remove(away);
        }
    }

    /** Removes a folder and what is in it; no error where it is gone. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) { // else another removes it too
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder + ": " + e, e);
        }
    }

    private static void moveInto(Path fresh, Path folder) {
        try {
            Files.createDirectories(folder.getParent());
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw new UncheckedIOException("cannot move " + fresh + " to " + folder + ": " + e, e);
            }
            // another thread or process was first; its copy is verified by the caller
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + fresh + " to " + folder + ": " + e, e);
        }
    }
}
