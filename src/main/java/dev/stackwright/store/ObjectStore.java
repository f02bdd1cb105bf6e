package dev.stackwright.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects by key in one bucket. Reads are strongly consistent: what was written is seen at once. Thread-safe. Every
 * method may throw {@link StoreException} when the store cannot be reached or refuses.
 */
public interface ObjectStore extends AutoCloseable {

    /** The bucket's name, as in {@code s3://bucket/key}. */
    String bucket();

    /** Writes an object, replacing what is there. For uploads, state that is replaced, and caches; never for versions. */
    void put(ObjectKey key, byte[] content);

    /** As {@link #put(ObjectKey, byte[])}, from a file of any size; multipart where it is large. */
    void put(ObjectKey key, Path file);

    /**
     * Writes an object only where none is ({@code If-None-Match: *}). Of several concurrent writers exactly one gets
     * true. A retry that finds its own earlier write counts as success only for the writer that made it.
     */
    boolean create(ObjectKey key, byte[] content);

    /** As {@link #create(ObjectKey, byte[])}, from a file. */
    boolean create(ObjectKey key, Path file);

    /** The whole object, or empty where there is none. */
    Optional<byte[]> read(ObjectKey key);

    /** A stream of the object, which the caller closes, or empty where there is none. */
    Optional<InputStream> open(ObjectKey key);

    /** Writes the object into {@code file} (whole or not at all); false where there is none. */
    boolean download(ObjectKey key, Path file);

    Optional<ObjectSummary> head(ObjectKey key);

    /** Objects whose key begins with {@code prefix} (may be empty), by key; lazily paged; close the stream. */
    Stream<ObjectSummary> list(String prefix);

    /** As {@link #list(String)}, from the first key after {@code after} on, which need not be there; empty for all. */
    Stream<ObjectSummary> list(String prefix, String after);

    /** The distinct next segments below {@code prefix} (which ends in {@code /} or is empty), without the slash. */
    List<String> children(String prefix);

    /** Deletes an object; no error where there is none. */
    void delete(ObjectKey key);

    @Override
    void close();

    /** What a listing tells of an object; {@code etag} is opaque and may change when the same bytes are written again. */
    record ObjectSummary(ObjectKey key, long size, String etag, Instant lastModified) {}

    /** The store could not be reached, or refused. */
    final class StoreException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoreException(String message) {
            this(message, null);
        }

        public StoreException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
