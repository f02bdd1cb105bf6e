package dev.stackwright.train;

import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A store in memory, for tests that ask what training keeps; the real one has its own tests. */
public final class HeldInMemory implements ObjectStore {

    public final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public String bucket() {
        return "memory";
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        objects.put(key.value(), content.clone());
    }

    @Override
    public void put(ObjectKey key, Path file) {
        put(key, bytes(file));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        return objects.putIfAbsent(key.value(), content.clone()) == null;
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        return create(key, bytes(file));
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(byte[]::clone);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return read(key).map(ByteArrayInputStream::new);
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        return read(key).map(b -> new ObjectSummary(key, b.length, "etag", Instant.EPOCH));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> children(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key.value());
    }

    @Override
    public void close() {}

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
