package dev.stackwright.store;

import static java.lang.System.Logger.Level.INFO;

import dev.stackwright.store.S3Writer.Content;
import dev.stackwright.store.S3Writer.Creation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an embedded store, whichever process serves them. That process may end at any time: whoever is refused
 * then looks for the next one, or serves the data itself, and asks there once more. Streams that are open when the
 * serving process ends fail.
 *
 * <p>Thread-safe. Close it, which also stops serving where this process does.
 */
public final class EmbeddedObjects implements ObjectStore {

    private static final System.Logger LOG = System.getLogger(EmbeddedObjects.class.getName());

    private final Path directory;
    private final String bucket;
    private final StoreUsers users;
    private final boolean alone;
    /** Held while the next process is looked for, by one call for all; never taken inside of {@code this}. */
    private final Object search = new Object();
    /** Searches that found nothing: a call that waited for one does not start the next. */
    private volatile int vain;

    private Connection current; // guarded by this
    private boolean closed; // guarded by this

    private EmbeddedObjects(Path directory, String bucket, EmbeddedStore embedded, StoreUsers users) {
        this.directory = directory;
        this.bucket = bucket;
        this.users = users;
        this.alone = embedded.isServer() && users.first();
        this.current = new Connection(embedded);
    }

    /**
     * Serves the data in {@code directory}, or connects to the process that does.
     *
     * @throws StoreException as {@link EmbeddedStore#connectOrStart}
     */
    public static EmbeddedObjects open(Path directory, String bucket) {
        EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, bucket);
        try {
            return new EmbeddedObjects(directory, bucket, embedded, StoreUsers.join(directory));
        } catch (IOException e) {
            embedded.close();
            throw EmbeddedStore.cannotUse(directory, e);
        }
    }

    /** Whether no other process used the store when this one opened it. */
    public boolean alone() {
        return alone;
    }

    /** Whether this process serves the data, by now. */
    public boolean isServer() {
        return embedded().isServer();
    }

    /** Where the data are served, by now. */
    public URI endpoint() {
        return embedded().endpoint();
    }

    /** @throws StoreException as {@link EmbeddedStore#checkWritable} */
    public void checkWritable() {
        embedded().checkWritable();
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        run(store -> store.put(key, content));
    }

    @Override
    public void put(ObjectKey key, Path file) {
        run(store -> store.put(key, file));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        return create(key, new Content.Bytes(content));
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        return create(key, new Content.Contained(file));
    }

    /** The first process may have written before it ended, so the next one is asked as the same writer. */
    private boolean create(ObjectKey key, Content content) {
        Creation creation = new Creation(UUID.randomUUID().toString());
        return call(store -> store.create(key, content, creation));
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        return call(store -> store.read(key));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return call(store -> store.open(key));
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        return call(store -> store.download(key, file));
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        return call(store -> store.head(key));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return call(store -> store.list(prefix));
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        return call(store -> store.list(prefix, after));
    }

    @Override
    public List<String> children(String prefix) {
        return call(store -> store.children(prefix));
    }

    @Override
    public void delete(ObjectKey key) {
        run(store -> store.delete(key));
    }

    @Override
    public void close() {
        Connection last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = current;
        }
        try (StoreUsers left = users) {
            last.close();
        } catch (IOException e) {
            throw new StoreException("cannot release the lock of the embedded store's users: " + e, e);
        }
    }

    private synchronized EmbeddedStore embedded() {
        return current.embedded;
    }

    private void run(Consumer<S3ObjectStore> call) {
        var unused = call(store -> {
            call.accept(store);
            return true;
        });
    }

    private <T> T call(Function<S3ObjectStore, T> call) {
        int vainBefore = vain;
        Connection first = enter();
        StoreException failure;
        try {
            return call.apply(first.store);
        } catch (StoreException e) {
            if (first.embedded.isServer() || !StoreErrors.servedByAnother(e)) {
                throw e;
            }
            failure = e;
        } finally {
            leave(first);
        }
        Connection next = next(first, vainBefore, failure);
        try {
            return call.apply(next.store);
        } finally {
            leave(next);
        }
    }

    /** Entered; throws {@code failure} where there is no other than {@code lost}. */
    private Connection next(Connection lost, int vainBefore, StoreException failure) {
        synchronized (search) {
            Connection found = enterAnother(lost, null);
            if (found != null) {
                return found;
            }
            if (vain != vainBefore || Thread.currentThread().isInterrupted() || isClosed()) {
                throw failure;
            }
            try {
                EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, bucket);
                if (!embedded.settings().equals(lost.embedded.settings())) {
                    found = enterAnother(lost, embedded);
                }
            } catch (StoreException e) {
                failure.addSuppressed(e);
            }
            if (found == null) {
                vain++;
                throw failure;
            }
            LOG.log(
                    INFO,
                    "the process that served the embedded store in {0} has ended; it is at {1} now, served by {2}",
                    directory,
                    found.embedded.endpoint(),
                    found.embedded.isServer() ? "this process" : "another one");
            return found;
        }
    }

    /** @param embedded takes the place of {@code lost}; closed where that cannot be any more */
    private synchronized @Nullable Connection enterAnother(Connection lost, @Nullable EmbeddedStore embedded) {
        if (embedded != null) {
            if (closed) {
                embedded.close();
                return null;
            }
            current = new Connection(embedded);
            lost.retired = true;
            lost.closeUnused();
        }
        return current == lost ? null : enter();
    }

    private synchronized Connection enter() {
        current.calls++;
        return current;
    }

    private synchronized void leave(Connection connection) {
        connection.calls--;
        connection.closeUnused();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** One serving process; the fields that change are guarded by the outer object. */
    private static final class Connection {

        private final EmbeddedStore embedded;
        private final S3ObjectStore store;
        private int calls;
        private boolean retired;

        Connection(EmbeddedStore embedded) {
            this.embedded = embedded;
            this.store = S3ObjectStore.open(embedded.settings());
        }

        void closeUnused() {
            if (retired && calls == 0) {
                close();
            }
        }

        void close() {
            try (EmbeddedStore last = embedded) {
                store.close();
            }
        }
    }
}
