package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Progress;
import dev.stackwright.common.SpecialFiles;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of files and labels as other systems write them. */
class DatasetNamesTest {

    @TempDir
    Path temporary;

    private final MapObjectStore store = new MapObjectStore();

    @ParameterizedTest
    @CsvSource({
        "windows-31j, 猫の写真, 犬, Shift-JIS",
        "windows-31j, 秋田犬（子）, カメラ, Shift-JIS",
        "IBM437, Vögel, Bäume, CP437",
        "IBM437, été, Löwe, CP437",
        "UTF-8, été, 猫, ''"
    })
    void namesInAZipThatDoNotSayTheirEncodingAreReadAsPeopleWroteThem(
            String charset, String one, String other, String told) throws IOException {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 4; i++) {
            String label = i % 2 == 0 ? one : other;
            zip.silent((label + "/" + i + ".png").getBytes(Charset.forName(charset)), photo(i));
        }
        try (Dataset dataset = open(zip.write(temporary.resolve("a.zip")))) {
            assertThat(dataset.labels().names()).containsExactlyInAnyOrder(one, other);
            assertThat(dataset.read(dataset.training().get(0))).isNotEmpty();
            assertThat(dataset.remarks().stream().filter(r -> r.contains("read as " + told)))
                    .hasSize(told.isEmpty() ? 0 : 1);
        }
    }

    @Test
    void foldersPartedByBackslashesAndAnEntryForTheRootAreRead() {
        ZipBytes zip = new ZipBytes().stored("/", new byte[0]).stored("a\\", new byte[0]);
        all(folder("a", 0, 3), folder("b", 10, 3)).forEach((name, bytes) -> zip.stored(name.replace('/', '\\'), bytes));
        try (Dataset dataset = open(zip.write(temporary.resolve("windows.zip")))) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.setAside()).isEmpty();
        }
    }

    @Test
    void doubledSlashesInKeysAreOne() throws IOException {
        folder("set//a", 0, 3).forEach((path, bytes) -> store.put(new ObjectKey(path), bytes));
        folder("set/b", 10, 3).forEach((path, bytes) -> store.put(new ObjectKey(path), bytes));
        try (Dataset dataset = open("s3://photos/set/")) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.read(dataset.training().get(0))).isNotEmpty();
        }
    }

    @Test
    void aComposedAndADecomposedNameAreOneLabel() {
        try (Dataset dataset = open(Photos.write(
                temporary, all(folder("caf\u00E9", 0, 3), folder("cafe\u0301", 10, 3), folder("tee", 20, 3))))) {
            assertThat(dataset.labels().names()).containsExactly("caf\u00E9", "tee");
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(9);
        }
    }

    @Test
    void aNameThatWouldSteerATerminalCostsItsFileAndIsShownEscaped() {
        ZipBytes zip = new ZipBytes();
        all(folder("a", 0, 3), folder("b", 10, 3)).forEach(zip::stored);
        zip.stored("b/\u001B[31mred\u0000\n.png", photo(20));
        try (Dataset dataset = open(zip.write(temporary.resolve("escape.zip")))) {
            assertThat(dataset.setAside()).hasSize(1);
            assertThat(dataset.remarks())
                    .singleElement()
                    .asString()
                    .contains("control character", "\\u001B[31mred\\u0000\\u000A.png");
        }
    }

    @Test
    void refusalsShowNamesEscaped() {
        Path zip = new ZipBytes().stored("../\u001B[2J.png", photo(1)).write(temporary.resolve("a.zip"));
        assertThatThrownBy(() -> open(zip)).hasMessageContaining("\\u001B[2J");
        Path folder = Photos.write(temporary.resolve("one"), folder("\u202Ecat\u001B", 0, 3));
        Path longName = Photos.write(temporary.resolve("long"), all(folder("a", 0, 3), folder("x".repeat(201), 9, 2)));
        assertThatThrownBy(() -> open(longName))
                .hasMessageContaining("the one label 'a'; set aside 2 files: its folder's name is no label");
        assertThatThrownBy(() -> open(folder)).message().matches("[^\\p{Cntrl}\u202E]*");
    }

    @Test
    void aLabelThatIsTooLongIsNamedOnceWithItsCount() {
        try (Dataset dataset = open(Photos.zip(
                temporary.resolve("long.zip"),
                all(folder("a", 0, 3), folder("b", 10, 3), folder("x".repeat(60_000), 20, 3))))) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.setAside()).hasSize(3);
            assertThat(dataset.remarks())
                    .singleElement()
                    .asString()
                    .startsWith("set aside 3 files")
                    .contains("up to 200 characters", "found 60000")
                    .hasSizeLessThan(1000);
        }
    }

    @Test
    void labelsThatAreNumbersStandInTheOrderOfNumbers() {
        try (Dataset dataset =
                open(Photos.write(temporary, all(folder("10", 0, 2), folder("2", 10, 2), folder("0", 20, 2))))) {
            assertThat(dataset.labels().names()).containsExactly("0", "2", "10");
        }
        assertThat(DatasetIndexer.inOrder(List.of("10", "2", "x"))).containsExactly("10", "2", "x");
    }

    @Test
    void labelsWithBracketsAreTwoAndTheSamePhotoUnderBothIsNamedWithBothPaths() {
        Map<String, byte[]> files = all(
                folder("train/oak (leaf)", 0, 3),
                folder("train/oak (bark)", 10, 3),
                Map.of("train/oak (bark)/twin.jpg", photo(1), "val/oak (leaf)/x.jpg", photo(30)),
                Map.of("val/oak (bark)/y.jpg", photo(31)));
        try (Dataset dataset = open(Photos.write(temporary, files))) {
            assertThat(dataset.remarks())
                    .anySatisfy(remark -> assertThat(remark)
                            .startsWith("1 image stands under two labels")
                            .contains(
                                    "oak (bark) (train/oak (bark)/twin.jpg) and oak (leaf) (train/oak (leaf)/1.jpg)"));
        }
    }

    @Test
    void linksInsideOfTheFolderAreFollowedAndOthersAreNamed() throws IOException {
        Path outside = Files.write(temporary.resolve("outside.png"), photo(1));
        Path root = Photos.write(
                temporary.resolve("set"), all(folder("a", 0, 2), folder("b", 10, 2), folder(".pool", 20, 1)));
        Files.createSymbolicLink(root.resolve("a/inside.png"), Path.of("../.pool/20.jpg"));
        Files.createSymbolicLink(root.resolve("a/outside.png"), outside);
        Files.createSymbolicLink(root.resolve("a/nowhere.png"), Path.of("gone.png"));
        Files.createSymbolicLink(root.resolve("c"), root.resolve("a"));
        try (Dataset dataset = open(root)) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(5);
            assertThat(dataset.setAside())
                    .extracting(RejectedImage::path)
                    .containsExactly(".pool/20.jpg", "a/nowhere.png", "a/outside.png", "c");
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r).contains("a/outside.png", "leads out of the dataset's folder"))
                    .anySatisfy(r -> assertThat(r).contains("a/nowhere.png", "leads nowhere"))
                    .anySatisfy(r -> assertThat(r).startsWith("set aside c: it is a link"));
        }
    }

    @Test
    void aSpecialFileIsNamedAndNotRead() throws Exception {
        Path root = Photos.write(temporary.resolve("set"), all(folder("a", 0, 2), folder("b", 10, 2)));
        SpecialFiles.pipe(root.resolve("a/pipe.jpg"));
        Files.createSymbolicLink(root.resolve("a/link.jpg"), Path.of("pipe.jpg"));
        try (Dataset dataset = open(root)) {
            assertThat(dataset.setAside())
                    .containsExactly(
                            new RejectedImage("a/link.jpg", "it is a link to what is no regular file"),
                            new RejectedImage("a/pipe.jpg", "it is no regular file"));
            assertThat(dataset.remarks()).contains("set aside a/pipe.jpg: it is no regular file");
        }
    }

    @Test
    void hiddenFilesAreNotAmongThoseThatCannotBeReadAsImages() {
        byte[] noImage = "no image".getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> hidden = all(folder("a", 0, 3), Map.of("a/.x.jpg", photo(40), ".net/y.jpg", photo(41)));
        String dots = "; set aside .net/y.jpg: the name of its folder '.net' begins with a dot; rename it";
        assertThatThrownBy(() -> open(Photos.write(temporary.resolve("hidden"), hidden)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(dots, "; set aside a/.x.jpg: its name begins with a dot; rename it")
                .hasMessageNotContaining("cannot be read");
        assertThatThrownBy(() -> open(Photos.write(temporary.resolve("both"), all(hidden, Map.of("a/z.jpg", noImage)))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(dots, "; 1 file cannot be read as images, e.g. a/z.jpg: ");
    }

    @Test
    void hiddenFilesAndFoldersAreNamedWithTheirCountsWhereverTheyLie() throws IOException {
        Map<String, byte[]> files = all(
                folder("a", 0, 3),
                folder("b", 10, 3),
                folder(".net", 20, 2),
                folder("set/.pool", 30, 2),
                Map.of("a/.x.jpg", photo(40), ".git/y.jpg", photo(41), "a/._0.jpg", photo(42)));
        files.forEach((path, bytes) -> store.put(new ObjectKey("photos/" + path), bytes));
        List<String> places = List.of(
                Photos.write(temporary.resolve("set"), files).toString(),
                Photos.zip(temporary.resolve("set.zip"), files).toString(),
                "s3://photos/photos/");
        for (String place : places) {
            try (Dataset dataset = open(place)) {
                assertThat(dataset.labels().names()).containsExactly("a", "b");
                assertThat(dataset.remarks())
                        .containsExactly(
                                "set aside 4 files: e.g. the name of its folder '.net' begins with a dot; rename it"
                                        + " (.net/20.jpg, .net/21.jpg, set/.pool/30.jpg, …)",
                                "set aside a/.x.jpg: its name begins with a dot; rename it");
            }
        }
    }

    @Test
    void bytesThatAreNoTextInTheLocaleAreReadAllTheSame() throws Exception {
        Path root = Photos.write(temporary.resolve("set"), all(folder("a", 0, 2), folder("b", 10, 2)));
        // a name in Latin-1, made by a program that does not ask Java
        Process shell = new ProcessBuilder(
                        "sh", "-c", "mkdir \"$(printf 'caf\\351')\" && mv b/10.jpg b/11.jpg \"$(printf 'caf\\351')\"")
                .directory(root.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
        try (Dataset dataset = open(root)) {
            assertThat(dataset.labels().names()).containsExactly("a", "caf\u00E9");
            for (Dataset.Example example : dataset.training()) {
                assertThat(dataset.read(example)).isNotEmpty();
            }
        }
    }

    @Test
    void foldersInsideOfLabelsAreNamedWithTheirCounts() {
        try (Dataset dataset =
                open(Photos.write(temporary, all(folder("a", 0, 5), folder("b", 10, 5), folder("a/small", 20, 2))))) {
            assertThat(dataset.remarks())
                    .singleElement()
                    .asString()
                    .startsWith("set aside 2 files: it lies in the folder 'a/small' inside of a label's folder");
        }
    }

    @Test
    void anUnusedPartIsNamedWithItsCount() {
        try (Dataset dataset = open(Photos.write(
                temporary,
                all(
                        folder("train/a", 0, 2),
                        folder("train/b", 10, 2),
                        folder("VALIDATION/a", 20, 1),
                        folder("VALIDATION/b", 30, 1),
                        folder("test/b", 40, 3))))) {
            assertThat(dataset.validation()).hasSize(2);
            assertThat(dataset.remarks())
                    .singleElement()
                    .asString()
                    .startsWith("set aside 3 files: the part 'test' is not used");
        }
    }

    private Dataset open(Path place) {
        return open(place.toString());
    }

    private Dataset open(String place) {
        return new Datasets(store, temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(DatasetLocation.parse(place), Progress.NONE);
    }
}
