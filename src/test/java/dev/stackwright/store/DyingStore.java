package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The store as a process sees it that dies at its n-th write: just before it, or just after it. Later writes fail, too. */
public final class DyingStore implements ObjectStore {

    /** The end of the process, as far as a test can bring it about: nobody catches it. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final ObjectStore store;
    private final Predicate<String> counted;
    private final int last;
    private final boolean after;
    private int writes;

    /**
     * @param counted which keys count
     * @param last the write at which it dies, from 1; beyond all of them, it lives
     * @param after whether that write still happens
     */
    public DyingStore(ObjectStore store, Predicate<String> counted, int last, boolean after) {
        this.store = store;
        this.counted = counted;
        this.last = last;
        this.after = after;
    }

    public synchronized boolean isDead() {
        return writes >= last;
    }

    private synchronized <T> T write(ObjectKey key, Supplier<T> write) {
        if (!counted.test(key.value())) {
            if (isDead()) {
                throw new Death();
            }
            return write.get();
        }
        writes++;
        if (writes > last || (writes == last && !after)) {
            throw new Death();
        }
        T result = write.get();
        if (writes == last) {
            throw new Death();
        }
        return result;
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        write(key, () -> {
            store.put(key, content);
            return true;
        });
    }

    @Override
    public void put(ObjectKey key, Path file) {
        write(key, () -> {
            store.put(key, file);
            return true;
        });
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        return write(key, () -> store.create(key, content));
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        return write(key, () -> store.create(key, file));
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        return store.read(key);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return store.open(key);
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        return store.download(key, file);
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        return store.head(key);
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        return store.list(prefix, after);
    }

    @Override
    public List<String> children(String prefix) {
        return store.children(prefix);
    }

    @Override
    public void delete(ObjectKey key) {
        write(key, () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public void close() {}
}
