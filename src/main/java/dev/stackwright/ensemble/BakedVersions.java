package dev.stackwright.ensemble;

import dev.stackwright.common.MalformedJsonException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Versions that came with the program, in a folder that is only read: {@code <folder>/<name>/<version>/}, each as
 * {@link EnsembleRepository#export} writes it. What is promoted is still read from the store, so that a newer promotion
 * takes over; then the files come from here and not over the network. Thread-safe.
 */
final class BakedVersions {

    private static final System.Logger LOG = System.getLogger(BakedVersions.class.getName());

    /** A whole version: every file is what the manifest beside it says. */
    record Baked(Manifest manifest, Path folder) {}

    private final Optional<Path> folder;

    /** @param folder where they are, or empty where there are none */
    BakedVersions(Optional<Path> folder) {
        this.folder = folder;
    }

    /** The version, compared with its manifest; empty where it is not here, or not whole, which is logged. */
    Optional<Baked> find(EnsembleName name, EnsembleVersion version) {
        return folder.map(f -> f.resolve(name.value()).resolve(version.value()))
                .filter(f -> Files.isRegularFile(f.resolve(Keys.MANIFEST)))
                .flatMap(f -> whole(name, version, f));
    }

    private static Optional<Baked> whole(EnsembleName name, EnsembleVersion version, Path folder) {
        Path file = folder.resolve(Keys.MANIFEST);
        try {
            Manifest manifest = Manifest.read(Files.readAllBytes(file), file.toString());
            List<String> faults =
                    manifest.ensemble().equals(name) && manifest.version().equals(version)
                            ? VersionFiles.faultsInFolder(manifest, folder)
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
}
