package dev.stackwright.store;

import dev.stackwright.common.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bytes in one folder of the store, named by their digest: two writers of the same content do not disturb each other,
 * and of other content neither. Thread-safe.
 */
public final class ContentStore {

    private final ObjectStore store;
    private final ObjectKey folder;

    public ContentStore(ObjectStore store, ObjectKey folder) {
        this.store = store;
        this.folder = folder;
    }

    /** Writes them where they are not there yet, whole. @return their name */
    public Sha256 keep(byte[] content) {
        Sha256 digest = Sha256.of(content);
        if (!store.create(key(digest), content) && find(digest).isEmpty()) {
            store.put(key(digest), content);
        }
        return digest;
    }

    /** The bytes, or empty where they are missing or not those of the name. */
    public Optional<byte[]> find(Sha256 digest) {
        return store.read(key(digest)).filter(bytes -> Sha256.of(bytes).equals(digest));
    }

    /** As {@link #keep(byte[])}, a file of any size. */
    public Sha256 keep(Path file) throws IOException {
        Sha256 digest = Sha256.of(file);
        if (!store.create(key(digest), file) && !isWhole(digest)) {
            store.put(key(digest), file);
        }
        return digest;
    }

    /** Writes them to {@code file}; false where they are missing or not those of the name. */
    public boolean fetch(Sha256 digest, Path file) throws IOException {
        return store.download(key(digest), file) && Sha256.of(file).equals(digest);
    }

    private boolean isWhole(Sha256 digest) throws IOException {
        Path copy = Files.createTempFile("content", ".bin");
        try {
            return fetch(digest, copy);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private ObjectKey key(Sha256 digest) {
        return folder.resolve(digest + ".bin");
    }
}
