package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts, labels, what is ignored and what is set aside, in folders and zips of this machine. */
class LocalDatasetTest {

    private static final byte[] TEXT = "not a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    @Test
    void partsAndLabelsFollowTheFolders() throws IOException {
        Map<String, byte[]> files = all(
                folder("set/train/dogs", 0, 4),
                folder("set/train/cats", 10, 3),
                folder("set/val/dogs", 20, 2),
                folder("set/val/cats", 30, 1));
        try (Dataset dataset = open(Photos.zip(temporary.resolve("a.zip"), files))) {
            assertThat(dataset.labels().names()).containsExactly("cats", "dogs");
            assertThat(dataset.training()).hasSize(7);
            assertThat(dataset.validation()).hasSize(3);
            assertThat(dataset.validationWasSplitOff()).isFalse();
            assertThat(dataset.setAside()).isEmpty();
            Example first = dataset.training().get(0);
            assertThat(first).isEqualTo(new Example("train/cats/10.jpg", 0, Sha256.of(photo(10))));
            assertThat(dataset.read(first)).isEqualTo(photo(10));
        }
    }

    @Test
    void aFolderAndAZipWithARootFolderAreTheSameDataset() {
        Map<String, byte[]> files = all(folder("a", 0, 5), folder("b", 10, 5));
        Map<String, byte[]> rooted = all(folder("photos of 2026/a", 0, 5), folder("photos of 2026/b", 10, 5));
        try (Dataset folder = open(Photos.write(temporary.resolve("folder"), files));
                Dataset zip = open(Photos.zip(temporary.resolve("b.zip"), rooted))) {
            assertThat(zip.digest()).isEqualTo(folder.digest());
            assertThat(zip.training()).isEqualTo(folder.training());
            assertThat(zip.validation()).isEqualTo(folder.validation());
        }
    }

    @Test
    void theDigestNamesPathLabelContentAndPart() {
        Map<String, byte[]> base = all(folder("train/a", 0, 2), folder("train/b", 10, 2), folder("val/a", 20, 1));
        Map<String, byte[]> otherContent = all(base, Map.of("train/a/0.jpg", photo(99)));
        Map<String, byte[]> oneMore = all(base, Map.of("val/b/0.jpg", photo(98)));
        List<Sha256> digests = new ArrayList<>();
        for (Map<String, byte[]> files : List.of(base, otherContent, oneMore)) {
            try (Dataset dataset = open(Photos.zip(temporary.resolve(digests.size() + ".zip"), files))) {
                digests.add(dataset.digest());
            }
        }
        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void withoutAValidationPartAFifthOfEachLabelIsSplitOff() {
        try (Dataset dataset = open(Photos.write(temporary, all(folder("a", 0, 10), folder("b", 100, 20))))) {
            assertThat(dataset.validationWasSplitOff()).isTrue();
            assertThat(dataset.validation().stream().map(Example::label)).containsExactly(0, 0, 1, 1, 1, 1);
            assertThat(dataset.training()).hasSize(24);
        }
    }

    @Test
    void clutterIsIgnoredAndOtherFilesInClassFoldersAreSetAside() {
        Map<String, byte[]> files = all(
                folder("a", 0, 3),
                folder("b", 10, 3),
                Map.of(
                        "README.txt", TEXT,
                        "docs/more.pdf", TEXT,
                        "__MACOSX/a/._0.jpg", TEXT,
                        "a/.DS_Store", TEXT,
                        "a/Thumbs.db", TEXT),
                Map.of("a/notes.txt", TEXT, "b/empty.jpg", new byte[0], "b/cut.jpg", new byte[] {
                    (byte) 0xFF, (byte) 0xD8
                }));
        try (Dataset dataset = open(Photos.write(temporary, files))) {
            assertThat(dataset.setAside().stream().map(RejectedImage::path))
                    .containsExactly("README.txt", "a/notes.txt", "b/cut.jpg", "b/empty.jpg", "docs/more.pdf");
            assertThat(dataset.setAside())
                    .allSatisfy(aside -> assertThat(aside.reason()).contains("expected"));
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(6);
            assertThat(dataset.remarks())
                    .hasSize(4)
                    .contains(
                            "no file in 'docs' is an image that can be read: 1 file, e.g. docs/more.pdf: expected a"
                                    + " JPEG, PNG, GIF, BMP, TIFF or WebP image, found other content",
                            "set aside 2 files: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image, found other content"
                                    + " (README.txt, a/notes.txt)");
        }
    }

    @Test
    void aFileLargerThanAllowedIsSetAside() {
        byte[] large = new byte[2_000];
        System.arraycopy(photo(1), 0, large, 0, photo(1).length);
        Map<String, byte[]> files = all(folder("a", 0, 2), folder("b", 10, 2), Map.of("b/large.png", large));
        try (Dataset dataset =
                open(Photos.zip(temporary.resolve("a.zip"), files), new DatasetLimits(100, 1 << 20, 1_000))) {
            assertThat(dataset.setAside()).singleElement().satisfies(aside -> {
                assertThat(aside.path()).isEqualTo("b/large.png");
                assertThat(aside.reason()).contains("more than 1000 bytes");
            });
        }
    }

    @Test
    void aPictureOutsideTheLayoutIsSetAside() {
        Map<String, byte[]> files = all(
                folder("train/a", 0, 2),
                folder("train/b", 10, 2),
                folder("validation/a", 20, 1),
                Map.of("validation/unknown/x.png", photo(7), "train/deep/er/x.png", photo(8), "cover.png", photo(9)));
        try (Dataset dataset = open(Photos.write(temporary, files))) {
            assertThat(dataset.setAside().stream().map(RejectedImage::path))
                    .containsExactly("cover.png", "train/deep/er/x.png", "validation/unknown/x.png");
        }
    }

    @Test
    void oneLabelIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> open(Photos.write(temporary, folder("cats", 0, 3))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("found the one label 'cats'");
    }

    @Test
    void noPictureIsAnErrorThatNamesTheLayouts() {
        assertThatThrownBy(() -> open(Photos.write(temporary, Map.of("a/x.txt", TEXT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("<label>/<image>");
    }

    @Test
    void aMissingFolderOrZipIsAnError() {
        assertThatThrownBy(() -> open(temporary.resolve("nowhere"))).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> open(temporary.resolve("nowhere.zip")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void picturesInBothPartsAndUnderTwoLabelsAreRemarked() {
        Map<String, byte[]> files = all(
                folder("train/a", 0, 3),
                folder("train/b", 10, 3),
                Map.of("val/a/copy.jpg", photo(0), "val/b/other.jpg", photo(50), "train/b/twin.jpg", photo(1)));
        List<String> notes = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public Task stage(String name, long total) {
                return Progress.NONE.stage(name, total);
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        try (Dataset dataset = datasets(DatasetLimits.DEFAULT)
                .open(new DatasetLocation.LocalFolder(Photos.write(temporary, files)), progress)) {
            assertThat(dataset.training()).hasSize(6).noneMatch(e -> e.path().equals("train/a/0.jpg"));
            assertThat(dataset.remarks())
                    .containsExactly(
                            "set aside train/a/0.jpg: it is a copy of the validation image 'val/a/copy.jpg', so it is"
                                    + " not trained on",
                            "1 training image is a copy of another, byte for byte; copies share a fold"
                                    + " (train/b/twin.jpg = train/a/1.jpg)",
                            "1 image stands under two labels; keep the right one (a (train/a/1.jpg) and b"
                                    + " (train/b/twin.jpg))");
            assertThat(notes).isEqualTo(dataset.remarks());
        }
    }

    @Test
    void progressCountsEveryFile() {
        List<String> told = new ArrayList<>();
        Progress progress = (name, total) -> {
            told.add(name + " of " + total);
            return new Progress.Task() {
                @Override
                public void advance(long steps) {
                    told.add("+" + steps);
                }

                @Override
                public void close() {
                    told.add("over");
                }
            };
        };
        Path root = Photos.write(temporary, all(folder("a", 0, 1), folder("b", 10, 1)));
        datasets(DatasetLimits.DEFAULT)
                .open(new DatasetLocation.LocalFolder(root), progress)
                .close();
        assertThat(told).containsExactly("open dataset of 2", "+1", "+1", "over");
    }

    private Dataset open(Path place) {
        return open(place, DatasetLimits.DEFAULT);
    }

    private Dataset open(Path place, DatasetLimits limits) {
        return datasets(limits).open(DatasetLocation.parse(place.toString()), Progress.NONE);
    }

    private Datasets datasets(DatasetLimits limits) {
        return new Datasets(new MapObjectStore(), temporary.resolve("cache"), limits, false);
    }
}
