package dev.stackwright.classify;

import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import dev.stackwright.store.StoreException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A bucket named {@code pictures} whose store cannot be reached. */
final class NoStore implements ObjectStore {

    @Override
    public String bucket() {
        return "pictures";
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        throw down();
    }

    @Override
    public void put(ObjectKey key, Path file) {
        throw down();
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        throw down();
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        throw down();
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        throw down();
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        throw down();
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        throw down();
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        throw down();
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        throw down();
    }

    @Override
    public List<String> children(String prefix) {
        throw down();
    }

    @Override
    public void delete(ObjectKey key) {
        throw down();
    }

    @Override
    public void close() {}

    private static StoreException down() {
        return new StoreException("the store is down", null);
    }
}
