package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Labels that stand in a file beside the photos. */
class LabelFileTest {

    @TempDir
    Path temporary;

    private final MapObjectStore store = new MapObjectStore();

    static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of("columns file and label", "labels.csv", "file,label\n", "images/%d.jpg,%s\n"),
                Arguments.of("no head", "labels.csv", "", "%d.jpg,%s\n"),
                Arguments.of("an unknown head of two columns", "truth.csv", "bild;art\n", "%d.jpg;%s\n"),
                Arguments.of("names without their ending", "labels.csv", "id,breed\n", "%d,%s\n"),
                Arguments.of("tabs", "labels.tsv", "path\tsize\tclass name\n", "images/%d.jpg\t7\t%s\n"),
                Arguments.of(
                        "quotes and a mark of byte order", "a.csv", "\uFEFFimage,label\r\n", "\"%d.jpg\",\"%s\"\r\n"),
                Arguments.of(
                        "JSON Lines", "metadata.jsonl", "", "{\"file_name\":\"images/%d.jpg\",\"label\":\"%s\"}\n"),
                Arguments.of(
                        "an augmented manifest",
                        "output.manifest",
                        "",
                        "{\"source-ref\":\"s3://elsewhere/x/images/%d.jpg\",\"kind\":0,\"kind-metadata\":"
                                + "{\"class-name\":\"%s\",\"type\":\"groundtruth/image-classification\"}}\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void giveLabelsToPhotosOfOneFolder(String what, String file, String head, String row) {
        Map<String, byte[]> files = new LinkedHashMap<>(folder("images", 0, 10));
        String label = row.contains("\"") ? "cat, wild" : "cat";
        StringBuilder table = new StringBuilder(head);
        for (int i = 0; i < 10; i++) {
            table.append(String.format(row, i, i < 5 ? label : "dog"));
        }
        files.put(file, text(table.toString()));
        files.forEach((path, bytes) -> store.put(new ObjectKey("set/" + path), bytes));
        for (String place : List.of(
                Photos.write(temporary.resolve("folder"), files).toString(),
                Photos.zip(temporary.resolve("a.zip"), files).toString(),
                "s3://photos/set/")) {
            try (Dataset dataset = open(place)) {
                assertThat(dataset.labels().names()).containsExactly(label, "dog");
                assertThat(dataset.training().size() + dataset.validation().size())
                        .isEqualTo(10);
                assertThat(dataset.training())
                        .allSatisfy(e -> assertThat(e.label())
                                .isEqualTo(Integer.parseInt(e.path().replaceAll("\\D", "")) < 5 ? 0 : 1));
                assertThat(dataset.setAside()).isEmpty();
                assertThat(dataset.remarks())
                        .containsExactly("labels are those of 10 rows in " + file + ", not of folders");
            }
        }
    }

    @Test
    void aContestListsLabelsOfItsTrainingFolderAlone() {
        Map<String, byte[]> files = all(
                folder("train", 0, 6),
                folder("test", 0, 3),
                Map.of(
                        "labels.csv", text("id,breed\n0,a\n1,a\n2,a\n3,b\n4,b\n5,b\n"),
                        "sample_submission.csv", text("id,breed\n0,a\n1,a\n2,a\n")));
        try (Dataset dataset = open(Photos.write(temporary, files).toString())) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(6);
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r).startsWith("set aside 3 files: the part 'test'"));
        }
    }

    @Test
    void partsAreThoseOfAColumnOrOfTheFilesNamedLikeThem() {
        Map<String, byte[]> byColumn = all(
                folder("x", 0, 6),
                Map.of(
                        "all.csv",
                        text("file,label,split\n0,a,train\n1,a,train\n2,b,train\n3,b,train\n4,a,valid\n5,b,test\n")));
        try (Dataset dataset =
                open(Photos.write(temporary.resolve("c"), byColumn).toString())) {
            assertThat(dataset.training()).hasSize(4);
            assertThat(dataset.validation()).extracting(Example::path).containsExactly("4.jpg");
            assertThat(dataset.setAside())
                    .singleElement()
                    .satisfies(a -> assertThat(a.reason()).contains("'test'"));
        }
        Map<String, byte[]> byFile = all(
                folder("x", 0, 6),
                Map.of(
                        "train.csv",
                        text("file,label\n0,a\n1,a\n2,b\n3,b\n"),
                        "val.csv",
                        text("file,label\n4,a\n5,b\n")));
        try (Dataset dataset = open(Photos.write(temporary.resolve("f"), byFile).toString())) {
            assertThat(dataset.training()).hasSize(4);
            assertThat(dataset.validation()).hasSize(2);
        }
    }

    @Test
    void everyRowAndPhotoThatIsNotUsedIsCounted() {
        Map<String, byte[]> files = all(
                folder("x", 0, 8),
                Map.of(
                        "labels.csv",
                        text("file,label\n0,a\n1,a\n2,a\n3,b\n4,b\n5,b\n5,a\nx/gone.jpg,a\n6,\n"),
                        "notes.txt",
                        text("hello")));
        try (Dataset dataset = open(Photos.write(temporary, files).toString())) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(5);
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r).isEqualTo("set aside x/5.jpg: two rows give it different labels"))
                    .anySatisfy(
                            r -> assertThat(r).startsWith("set aside 2 files: no row gives it a label (labels.csv)"))
                    .anySatisfy(r -> assertThat(r).isEqualTo("1 row names an image that is not there (x/gone.jpg)"))
                    .anySatisfy(r -> assertThat(r).startsWith("1 row lacks a file or a label"))
                    .anySatisfy(r -> assertThat(r).startsWith("set aside notes.txt: expected a JPEG"));
        }
    }

    @Test
    void aTableThatNamesOtherThingsLeavesTheLabelsToTheFolders() {
        Map<String, byte[]> files = all(
                folder("a", 0, 5),
                folder("b", 10, 5),
                Map.of("weather.csv", text("id,label\nmonday,rain\ntuesday,sun\n")));
        try (Dataset dataset = open(Photos.write(temporary, files).toString())) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Dataset open(String place) {
        return new Datasets(store, temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(DatasetLocation.parse(place), Progress.NONE);
    }
}
