package dev.stackwright.event;

import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process' way to a store, on which the process is killed or the store fails. */
final class KilledStore implements ObjectStore {

    /** Called before and after each operation. */
    interface Fate {
        void at(String key);
    }

    private final ObjectStore store;
    private Fate before = key -> {};
    private Fate after = key -> {};

    KilledStore(ObjectStore store) {
        this.store = store;
    }

    /** Killed before the first operation on a key that contains {@code part}. */
    void killBefore(String part) {
        before = key -> {
            if (key.contains(part)) {
                throw new KilledError();
            }
        };
    }

    /** The store refuses every operation on keys that begin like this. */
    void failFrom(String prefix) {
        before = key -> {
            if (key.startsWith(prefix)) {
                throw new StoreException("refused", null);
            }
        };
    }

    void fates(Fate before, Fate after) {
        this.before = before;
        this.after = after;
    }

    private <T extends @Nullable Object> T fated(String key, Supplier<T> work) {
        before.at(key);
        T result = work.get();
        after.at(key);
        return result;
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        fated(key.value(), () -> {
            store.put(key, content);
            return true;
        });
    }

    @Override
    public void put(ObjectKey key, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        return fated(key.value(), () -> store.create(key, content));
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        return fated(key.value(), () -> store.read(key));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return fated(key.value(), () -> store.open(key));
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        return fated(key.value(), () -> store.head(key));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return fated(prefix, () -> store.list(prefix));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        return fated(prefix, () -> store.list(prefix, after));
    }

    @Override
    public List<String> children(String prefix) {
        return fated(prefix, () -> store.children(prefix));
    }

    @Override
    public void delete(ObjectKey key) {
        fated(key.value(), () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public void close() {}
}
