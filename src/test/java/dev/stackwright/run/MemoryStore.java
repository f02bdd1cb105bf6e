package dev.stackwright.run;

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

/** A store in memory, for laws that need thousands of runs; the real wire protocol is tested elsewhere. */
final class MemoryStore implements ObjectStore {

    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

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
        return read(key).map(content -> new ObjectSummary(key, content.length, "", Instant.EPOCH));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return objects.tailMap(prefix).entrySet().stream()
                .takeWhile(e -> e.getKey().startsWith(prefix))
                .map(e -> new ObjectSummary(new ObjectKey(e.getKey()), e.getValue().length, "", Instant.EPOCH));
    }

    @Override
    public List<String> children(String prefix) {
        return list(prefix)
                .map(o -> o.key().value().substring(prefix.length()))
                .filter(rest -> rest.contains("/"))
                .map(rest -> rest.substring(0, rest.indexOf('/')))
                .distinct()
                .toList();
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
