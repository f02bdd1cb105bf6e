package dev.stackwright.store;

import dev.stackwright.common.Sha256;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Objects in memory, for tests whose subject is not the store. Counts how often objects are opened. */
public final class MapObjectStore implements ObjectStore {

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger opened = new AtomicInteger();

    /** Another store with the same objects. */
    public MapObjectStore copy() {
        MapObjectStore copy = new MapObjectStore();
        copy.objects.putAll(objects);
        return copy;
    }

    /** Whether both hold the same objects. */
    public boolean sameAs(MapObjectStore other) {
        return objects.keySet().equals(other.objects.keySet())
                && objects.entrySet().stream()
                        .allMatch(e -> Arrays.equals(e.getValue(), other.objects.get(e.getKey())));
    }

    /** How many objects were opened or read so far. */
    public int opened() {
        return opened.get();
    }

    @Override
    public String bucket() {
        return "photos";
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
        opened.incrementAndGet();
        return Optional.ofNullable(objects.get(key.value())).map(byte[]::clone);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return read(key).map(ByteArrayInputStream::new);
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        Optional<byte[]> content = read(key);
        content.ifPresent(bytes -> {
            try {
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new StoreException("cannot write " + file + " from " + key + ": " + e, e);
            }
        });
        return content.isPresent();
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(bytes -> summary(key.value(), bytes));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return objects.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .map(e -> summary(e.getKey(), e.getValue()));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        return list(prefix).filter(summary -> summary.key().value().compareTo(after) > 0);
    }

    @Override
    public List<String> children(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("expected a prefix that ends in '/', found '" + prefix + "'");
        }
        return objects.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()).split("/", 2)[0])
                .distinct()
                .toList();
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key.value());
    }

    @Override
    public void close() {}

    private static ObjectSummary summary(String key, byte[] content) {
        return new ObjectSummary(
                new ObjectKey(key), content.length, Sha256.of(content).brief(), Instant.EPOCH);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StoreException("cannot read " + file + ": " + e, e);
        }
    }
}
