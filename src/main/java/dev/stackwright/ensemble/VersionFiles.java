package dev.stackwright.ensemble;

import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest.FileEntry;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a version, compared with its manifest by size and SHA-256: in the store or in a folder. */
final class VersionFiles {

    private static final String REMEDY = "Promote another version, or publish again.";

    private final ObjectStore store;

    VersionFiles(ObjectStore store) {
        this.store = store;
    }

    /**
     * The manifest, or empty where there is no such version.
     *
     * @throws EnsembleDamagedException when it cannot be read, or names another ensemble or version
     */
    Optional<Manifest> manifest(EnsembleName name, EnsembleVersion version) {
        String key = Keys.manifest(name, version).value();
        Optional<Manifest> manifest;
        try {
            manifest = store.read(new ObjectKey(key)).map(bytes -> Manifest.read(bytes, key));
        } catch (NewerSchemaException e) {
            throw new EnsembleDamagedException(String.valueOf(e.getMessage()), e);
        } catch (MalformedJsonException e) {
            throw new EnsembleDamagedException(e.getMessage() + ". " + REMEDY, e);
        }
        manifest.filter(m -> !m.ensemble().equals(name) || !m.version().equals(version))
                .ifPresent(m -> {
                    throw new EnsembleDamagedException(
                            key + ": expected the manifest of " + name + " " + version + ", found that of "
                                    + m.ensemble() + " " + m.version() + ". " + REMEDY,
                            null);
                });
        return manifest;
    }

    /** One line a fault; empty where every file in the store is what the manifest says. */
    List<String> faultsInStore(Manifest manifest) {
        List<String> faults = new ArrayList<>();
        for (FileEntry file : manifest.files()) {
            Optional<InputStream> open = store.open(Keys.file(manifest.ensemble(), manifest.version(), file.path()));
            if (open.isEmpty()) {
                faults.add(missing(file));
                continue;
            }
            try (InputStream in = open.get();
                    CountingStream counted = new CountingStream(in)) {
                Sha256 found = Sha256.of(counted);
                compare(file, counted.count(), found).ifPresent(faults::add);
            } catch (IOException e) {
                faults.add(file.path() + ": cannot be read to its end: " + e.getMessage());
            }
        }
        return faults;
    }

    /** As {@link #faultsInStore}, for a folder. */
    static List<String> faultsInFolder(List<FileEntry> files, Path folder) {
        List<String> faults = new ArrayList<>();
        for (FileEntry file : files) {
            Path path = folder.resolve(file.path());
            if (!Files.isRegularFile(path)) {
                faults.add(missing(file));
                continue;
            }
            try {
                compare(file, Files.size(path), Sha256.of(path)).ifPresent(faults::add);
            } catch (IOException e) {
                faults.add(file.path() + ": cannot be read: " + e.getMessage());
            }
        }
        return faults;
    }

    /** The bytes of one file, compared with the manifest. */
    byte[] read(Manifest manifest, String path) {
        FileEntry file = manifest.files().stream()
                .filter(f -> f.path().equals(path))
                .findFirst()
                .orElseThrow(() -> damaged(manifest, List.of("no " + path + " among its files")));
        byte[] bytes = store.read(Keys.file(manifest.ensemble(), manifest.version(), path))
                .orElseThrow(() -> damaged(manifest, List.of(missing(file))));
        compare(file, bytes.length, Sha256.of(bytes)).ifPresent(fault -> {
            throw damaged(manifest, List.of(fault));
        });
        return bytes;
    }

    /**
     * Copies files and the manifest into an existing folder, and compares.
     *
     * @param files of the manifest
     */
    void download(Manifest manifest, List<FileEntry> files, Path folder) {
        try {
            for (FileEntry file : files) {
                Path target = folder.resolve(file.path());
                Files.createDirectories(target.getParent());
                if (!store.download(Keys.file(manifest.ensemble(), manifest.version(), file.path()), target)) {
                    throw damaged(manifest, List.of(missing(file)));
                }
            }
            Files.createDirectories(folder.resolve("variables"));
            Files.write(folder.resolve(Keys.MANIFEST), Json.bytes(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + manifest.ensemble() + " " + manifest.version() + " to " + folder + ": " + e, e);
        }
        List<String> faults = faultsInFolder(files, folder);
        if (!faults.isEmpty()) {
            throw damaged(manifest, faults);
        }
    }

    static EnsembleDamagedException damaged(Manifest manifest, List<String> faults) {
        return new EnsembleDamagedException(
                manifest.ensemble() + " " + manifest.version() + " is not what its manifest says: "
                        + String.join("; ", faults) + ". " + REMEDY,
                null);
    }

    private static String missing(FileEntry file) {
        return file.path() + ": expected " + file.size() + " bytes, found no such file";
    }

    private static Optional<String> compare(FileEntry file, long size, Sha256 found) {
        if (size != file.size()) {
            return Optional.of(file.path() + ": expected " + file.size() + " bytes, found " + size);
        }
        return found.equals(file.sha256())
                ? Optional.empty()
                : Optional.of(file.path() + ": expected SHA-256 " + file.sha256() + ", found " + found);
    }

    /** Counts the bytes that were read through it. */
    private static final class CountingStream extends FilterInputStream {

        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                count++;
            }
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                count += n;
            }
            return n;
        }

        long count() {
            return count;
        }
    }
}
