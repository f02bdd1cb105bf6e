package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.download.Downloader;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets in the bucket: a zip, or objects below a prefix. */
class StoreDatasetTest {

    private static final Map<String, byte[]> FILES = all(folder("set/a", 0, 5), folder("set/b", 10, 5));

    @TempDir
    Path temporary;

    private final MapObjectStore store = new MapObjectStore();

    @Test
    void aPrefixAndAZipAreTheSameDataset() throws IOException {
        putObjects();
        putZip("datasets/x.zip", FILES);
        try (Dataset prefix = open("s3://photos/datasets/x/");
                Dataset zip = open("s3://photos/datasets/x.zip")) {
            assertThat(prefix.digest()).isEqualTo(zip.digest());
            assertThat(prefix.training()).isEqualTo(zip.training());
            for (Example example : prefix.validation()) {
                assertThat(prefix.read(example)).isEqualTo(zip.read(example));
            }
        }
    }

    @Test
    void anObjectIsFetchedOnceAndAgainWhenItChanges() {
        putObjects();
        open("s3://photos/datasets/x").close();
        assertThat(store.opened()).isEqualTo(10);
        open("s3://photos/datasets/x").close();
        assertThat(store.opened()).isEqualTo(10);
        store.put(new ObjectKey("datasets/x/set/a/0.jpg"), photo(77));
        open("s3://photos/datasets/x").close();
        assertThat(store.opened()).isEqualTo(11);
    }

    @Test
    void aZipIsFetchedOnceAndAgainWhenItChanges() {
        putZip("x.zip", FILES);
        open("s3://photos/x.zip").close();
        open("s3://photos/x.zip").close();
        assertThat(store.opened()).isEqualTo(1);
        putZip("x.zip", all(FILES, folder("set/c", 20, 5)));
        try (Dataset dataset = open("s3://photos/x.zip")) {
            assertThat(dataset.labels().names()).containsExactly("a", "b", "c");
        }
        assertThat(store.opened()).isEqualTo(2);
    }

    @Test
    void anObjectTooLargeToBeAPictureIsSetAsideUnfetched() {
        putObjects();
        store.put(new ObjectKey("datasets/x/set/a/large.png"), new byte[2_000]);
        Datasets datasets =
                new Datasets(store, temporary.resolve("cache"), new DatasetLimits(99, 1 << 20, 1_000), false);
        try (Dataset dataset = datasets.open(DatasetLocation.parse("s3://photos/datasets/x"), Progress.NONE)) {
            assertThat(dataset.setAside()).extracting(RejectedImage::path).containsExactly("a/large.png");
        }
        assertThat(store.opened()).isEqualTo(10);
    }

    @Test
    void nothingButWholeFilesStaysInTheCache() throws IOException {
        putObjects();
        open("s3://photos/datasets/x").close();
        try (Stream<Path> files = Files.walk(temporary.resolve("cache"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(10)
                    .noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void aTransferThatBreaksOffIsRepeatedAndItsBytesCountOnce() throws IOException {
        putZip("x.zip", FILES);
        long size = store.head(new ObjectKey("x.zip")).orElseThrow().size();
        Told told = new Told();
        try (Dataset dataset = open(breaking(2), new ArrayList<>(), told, Cancellation.NEVER)) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
        }
        assertThat(told.downloaded).isEqualTo(size);
        assertThat(told.notes).hasSize(2).allMatch(note -> note.contains("cannot read x.zip: broke off"));
        try (Stream<Path> files = Files.walk(temporary.resolve("cache"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void aTransferThatBreaksOffEachTimeIsTheStoresFault() {
        putZip("x.zip", FILES);
        List<Duration> pauses = new ArrayList<>();
        assertThatThrownBy(() -> open(breaking(5), pauses, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot read x.zip: broke off")
                .hasRootCauseMessage("Connection reset");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void nothingIsRepeatedOnceTheRunIsCancelled() {
        putZip("x.zip", FILES);
        List<Duration> pauses = new ArrayList<>();
        Told told = new Told();
        assertThatThrownBy(() -> open(breaking(1), pauses, told, () -> !told.notes.isEmpty()))
                .isInstanceOf(CancelledException.class);
        assertThat(pauses).isEmpty();
        assertThat(store.opened()).isEqualTo(1);
    }

    @Test
    void aMissingZipAndAnEmptyPrefixAreErrors() {
        assertThatThrownBy(() -> open("s3://photos/x.zip"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("upload it first");
        assertThatThrownBy(() -> open("s3://photos/x/")).isInstanceOf(DatasetException.class);
    }

    @Test
    void anotherBucketIsRefused() {
        assertThatThrownBy(() -> open("s3://others/x.zip"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("'photos'");
    }

    @Test
    void tooManyObjectsAreRefusedBeforeAnyIsFetched() {
        putObjects();
        Datasets datasets =
                new Datasets(store, temporary.resolve("cache"), new DatasetLimits(9, 1 << 20, 1 << 20), false);
        assertThatThrownBy(() -> datasets.open(DatasetLocation.parse("s3://photos/datasets/x"), Progress.NONE))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("at most 9 files");
        assertThat(store.opened()).isZero();
    }

    private void putObjects() {
        FILES.forEach((path, content) -> store.put(new ObjectKey("datasets/x/" + path), content));
    }

    private void putZip(String key, Map<String, byte[]> files) {
        store.put(new ObjectKey(key), Photos.zip(temporary.resolve("upload.zip"), files));
    }

    /** What the progress is told of a download. */
    private static final class Told implements Progress {

        private final List<String> notes = new ArrayList<>();
        private long downloaded;

        @Override
        public Task stage(String name, long total) {
            return name.equals("download dataset") ? new Counted() : Progress.NONE.stage(name, total);
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }

        private final class Counted implements Task {

            @Override
            public void advance(long steps) {
                downloaded += steps;
            }

            @Override
            public void close() {}
        }
    }

    /** A connection that is reset in the middle, so often; then it is well. */
    private static UnaryOperator<InputStream> breaking(int times) {
        AtomicInteger left = new AtomicInteger(times);
        InputStream reset = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new SocketException("Connection reset");
            }
        };
        return whole -> left.getAndDecrement() <= 0 ? whole : new SequenceInputStream(beginning(whole), reset);
    }

    private static InputStream beginning(InputStream whole) {
        try {
            return new ByteArrayInputStream(whole.readNBytes(500));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens {@code x.zip} through a line of the test, with three tries. */
    private Dataset open(
            UnaryOperator<InputStream> line, List<Duration> pauses, Progress progress, Cancellation cancellation) {
        ObjectStore far = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> method.getName().equals("open")
                        ? store.open((ObjectKey) arguments[0]).map(line)
                        : method.invoke(store, arguments));
        Backoff retry = new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(8), pauses::add);
        return new Datasets(
                        far,
                        temporary.resolve("cache"),
                        DatasetLimits.DEFAULT,
                        false,
                        Downloader.onThisMachine("stackwright"),
                        retry)
                .open(DatasetLocation.parse("s3://photos/x.zip"), progress, cancellation);
    }

    private Dataset open(String location) {
        return new Datasets(store, temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(DatasetLocation.parse(location), Progress.NONE);
    }
}
