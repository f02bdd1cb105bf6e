package dev.stackwright.dataset;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.dataset.DatasetLocation.StorePrefix;
import dev.stackwright.dataset.DatasetLocation.StoreZip;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Brings a dataset's objects from the store into the cache folder, once for each state of an object. */
final class StoreDownloads {

    /** Small objects are bound by round trips and not by the line. */
    private static final int AT_ONCE = 8;

    private static final String STAGE = "download dataset";

    private final ObjectStore store;
    private final Path cache;
    private final DatasetLimits limits;
    private final Backoff retry;
    private final Progress progress;
    private final Cancellation cancellation;

    /** @param retry of one object whose transfer broke off: the store's client repeats nothing once a stream is open */
    StoreDownloads(
            ObjectStore store,
            Path cache,
            DatasetLimits limits,
            Backoff retry,
            Progress progress,
            Cancellation cancellation) {
        this.store = store;
        this.cache = cache;
        this.limits = limits;
        this.retry = retry;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** The zip as a file of the cache. */
    Path zip(StoreZip location) {
        requireOwnBucket(location.bucket(), location.text());
        ObjectSummary summary = store.head(location.key())
                .orElseThrow(() -> new DatasetException(
                        Fault.NOT_FOUND,
                        "expected a zip at " + location.text() + ", found no such object; upload it first",
                        null));
        limits.new Budget(location.text()).add(summary.size());
        try (Progress.Task stage = progress.stage(STAGE, summary.size())) {
            return fetch(summary, stage, true);
        }
    }

    /** The objects below a prefix, all of them in the cache. */
    FileTree prefix(StorePrefix location) {
        requireOwnBucket(location.bucket(), location.text());
        String prefix = location.prefix() + "/";
        DatasetLimits.Budget budget = limits.new Budget(location.text());
        FileNames<ObjectSummary> names = new FileNames<>();
        try (Stream<ObjectSummary> all = store.list(prefix)) {
            all.forEach(summary -> {
                budget.add(summary.size());
                String path = summary.key().value().substring(prefix.length());
                if (!Layout.isClutter(path)) {
                    names.add(path, summary.size(), summary, null);
                }
            });
        }
        return new CachedTree(names.entries(), fetchAll(names.sources()));
    }

    private void requireOwnBucket(String bucket, String origin) {
        if (!bucket.equals(store.bucket())) {
            throw new DatasetException(
                    Fault.WRONG_BUCKET,
                    "expected a dataset in the bucket '" + store.bucket() + "', found " + origin,
                    null);
        }
    }

    private record Running(String path, long size, Future<Path> file) {}

    private Map<String, CachedFile> fetchAll(Map<String, ObjectSummary> wanted) {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try (Progress.Task stage = progress.stage(STAGE, wanted.size())) {
            List<Running> running = new ArrayList<>();
            wanted.forEach((path, summary) -> running.add(new Running(path, summary.size(), pool.submit(() -> {
                Path file = summary.size() > limits.maxFileBytes() ? place(summary) : fetch(summary, stage, false);
                stage.advance(1);
                return file;
            }))));
            Map<String, CachedFile> fetched = new LinkedHashMap<>();
            for (Running one : running) {
                fetched.put(one.path(), new CachedFile(one.file().get(), one.size()));
            }
            return fetched;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatasetException(Fault.UNREADABLE, "the download was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new DatasetException(Fault.UNREADABLE, "the download failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The file for this state of the object. */
    private Path place(ObjectSummary summary) {
        String state =
                String.join("\n", store.bucket(), summary.key().value(), summary.etag(), Long.toString(summary.size()));
        String name = Sha256.of(state.getBytes(StandardCharsets.UTF_8)).hex();
        return cache.resolve(name.substring(0, 2)).resolve(name);
    }

    private Path fetch(ObjectSummary summary, Progress.Task stage, boolean countBytes) {
        Path file = place(summary);
        Path folder = Objects.requireNonNull(file.getParent());
        if (Files.isRegularFile(file)) {
            stage.advance(countBytes ? summary.size() : 0);
            return file;
        }
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "object", ".part");
            try {
                copyPatiently(summary, part, countBytes ? stage : Progress.NONE.stage(STAGE, 0));
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        } catch (IOException e) {
            throw new DatasetException(
                    Fault.UNREADABLE, "cannot bring " + summary.key() + " into " + cache + ": " + e.getMessage(), e);
        }
    }

    /** Bytes that come once more do not count as progress once more. */
    private void copyPatiently(ObjectSummary summary, Path part, Progress.Task stage) throws IOException {
        AtomicLong furthest = new AtomicLong();
        LongConsumer copied = bytes -> {
            long before = furthest.getAndAccumulate(bytes, Math::max);
            stage.advance(Math.max(0, bytes - before));
        };
        for (int tries = 1; ; tries++) {
            try {
                copy(summary, part, copied);
                return;
            } catch (StoreException e) {
                if (tries >= retry.tries()) {
                    throw e;
                }
                progress.note(STAGE + ": " + e.getMessage() + "; trying again");
            }
            try {
                retry.pause(tries, cancellation);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatasetException(Fault.UNREADABLE, "the download was interrupted", e);
            }
        }
    }

    /** @param progress is told how many bytes are there */
    private void copy(ObjectSummary summary, Path part, LongConsumer progress) throws IOException {
        Optional<InputStream> object = store.open(summary.key());
        if (object.isEmpty()) {
            throw new IOException("it was deleted meanwhile");
        }
        try (InputStream in = object.get();
                OutputStream out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[1 << 16];
            long copied = 0;
            for (int n = read(summary, in, buffer); n >= 0; n = read(summary, in, buffer)) {
                cancellation.throwIfRequested();
                out.write(buffer, 0, n);
                copied += n;
                progress.accept(copied);
                if (copied > summary.size()) {
                    break;
                }
            }
            if (copied != summary.size()) {
                throw new IOException("expected " + summary.size() + " bytes, found another number; it was replaced"
                        + " meanwhile, try again");
            }
        }
    }

    /** A read that fails is the store's fault, and passes; a write that fails is the disk's. */
    private static int read(ObjectSummary summary, InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException | RuntimeException e) {
            throw new StoreException(
                    "cannot read " + summary.key() + ": broke off before its " + summary.size() + " bytes were here, "
                            + e,
                    e);
        }
    }

    /** Where an object lies in the cache, and how large it is; one that is too large to be read was not fetched. */
    private record CachedFile(Path file, long size) {}

    /** Objects of the store by path, read from the cache folder. */
    private record CachedTree(List<Entry> entries, Map<String, CachedFile> files) implements FileTree {

        @Override
        public byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException {
            CachedFile cached = files.get(path);
            if (cached == null) {
                throw new FileNotFoundException("there is no such file in the dataset");
            }
            if (cached.size() > maxBytes) {
                throw new FileTooLargeException(maxBytes);
            }
            try (InputStream in = Files.newInputStream(cached.file())) {
                return FileTree.readAll(in, maxBytes, cancellation);
            }
        }

        @Override
        public void close() {}
    }
}
