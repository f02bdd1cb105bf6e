package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    private Dataset open(String location) {
        return new Datasets(store, temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(DatasetLocation.parse(location), Progress.NONE);
    }
}
