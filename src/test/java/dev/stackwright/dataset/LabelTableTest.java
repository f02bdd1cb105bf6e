package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which photo a row of a label file means, and which part it gives it. */
class LabelTableTest {

    @Test
    void theFileMayLieBesidePhotosThatLieInNoFolder() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put(i + ".jpg", photo(i));
        }
        files.put("labels.csv", text("file,label\n0.jpg,a\n1.jpg,a\n2.jpg,a\n3.jpg,b\n4.jpg,b\n5,b\n"));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(photos(dataset)).hasSize(6);
        }
    }

    @Test
    void aRowWhoseLabelIsNoneIsToldSo() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put(i + ".jpg", photo(i));
        }
        files.put(
                "labels.csv", text("file,label\n0.jpg,a\n1.jpg,a\n2.jpg,b\n3.jpg,b\n4.jpg," + "b".repeat(201) + "\n"));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.setAside())
                    .extracting(Dataset.RejectedImage::path, Dataset.RejectedImage::reason)
                    .containsExactly(
                            tuple(
                                    "4.jpg",
                                    "its row's label is none: expected 1 to 200 characters that show, found 201;"
                                            + " change it"),
                            tuple("5.jpg", "no row gives it a label (labels.csv)"));
        }
    }

    @Test
    void manyFilesThatListLabelsAreCountedAndTheFirstAreNamed() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put(i + ".jpg", photo(i));
            files.put(i + ".csv", text("file,label\n" + i + ".jpg," + (i < 3 ? "a" : "b") + "\n"));
        }
        files.put("none.jpg", photo(50));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.remarks())
                    .contains("labels are those of 6 rows in 6 files (0.csv, 1.csv, 2.csv, …), not of folders");
            assertThat(dataset.setAside())
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason())
                            .isEqualTo("no row gives it a label (6 files (0.csv, 1.csv, 2.csv, …))"));
        }
    }

    @Test
    void aPhotoAtTheTopAndAnUnrelatedTableDoNotHurtEachOther() {
        Map<String, byte[]> files = all(
                folder("a", 0, 5),
                folder("b", 10, 5),
                Map.of("cover.jpg", photo(99), "notes.csv", text("day,weather,wind\nmonday,rain,2\n")));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r).startsWith("set aside cover.jpg: it lies in no label's folder"))
                    .anySatisfy(r -> assertThat(r)
                            .startsWith(
                                    "set aside notes.csv: it is no image, and lists none: expected the columns file"));
        }
    }

    @Test
    void photosThatEachPartNumbersAnewAreThoseOfTheRowsPart() {
        Map<String, byte[]> photos = all(folder("train", 0, 4), Map.of("val/0.jpg", photo(50), "val/3.jpg", photo(53)));
        Map<String, byte[]> byFiles = all(
                photos,
                Map.of(
                        "train.csv", text("file,label\n0.jpg,a\n1.jpg,a\n2.jpg,b\n3.jpg,b\n"),
                        "val.csv", text("file,label\n0.jpg,b\n3.jpg,a\n")));
        Map<String, byte[]> byColumn = all(
                photos,
                Map.of(
                        "all.csv",
                        text("file,label,split\n0.jpg,a,train\n1.jpg,a,train\n2.jpg,b,train\n3.jpg,b,train\n"
                                + "0.jpg,b,valid\n3.jpg,a,valid\n")));
        for (Map<String, byte[]> files : List.of(byFiles, byColumn)) {
            try (Dataset dataset = open(files)) {
                assertThat(dataset.training()).hasSize(4);
                assertThat(dataset.validation())
                        .extracting(Example::path, e -> dataset.labels().name(e.label()))
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple("val/0.jpg", "b"),
                                org.assertj.core.groups.Tuple.tuple("val/3.jpg", "a"));
                assertThat(dataset.setAside()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"val.csv", "test.csv"})
    void aListOfAllPhotosDoesNotTakeThemFromTheirParts(String heldOut) {
        Map<String, byte[]> files = all(
                folder("x", 0, 6),
                Map.of(
                        "labels.csv",
                        text("file,label\n0,a\n1,a\n2,b\n3,b\n4,a\n5,b\n"),
                        heldOut,
                        text("file,label\n4,a\n5,b\n")));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.training()).hasSize(4);
            assertThat(dataset.validation()).extracting(Example::path).containsExactly("4.jpg", "5.jpg");
        }
    }

    @Test
    void aPhotoOfTwoPartsIsHeldOutAndTold() {
        Map<String, byte[]> files = all(
                folder("x", 0, 6),
                Map.of(
                        "train.csv", text("file,label\n0,a\n1,a\n2,b\n3,b\n4,a\n"),
                        "val.csv", text("file,label\n4,a\n5,b\n")));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.training()).hasSize(4);
            assertThat(dataset.validation()).extracting(Example::path).containsExactly("4.jpg", "5.jpg");
            assertThat(dataset.remarks())
                    .contains(
                            "rows give 1 image two parts; what is held out by one of them is not trained on (x/4.jpg)");
        }
    }

    @Test
    void aWordForAPartThatIsNotKnownIsThatOfAPartThatIsNotUsed() {
        Map<String, byte[]> files = all(
                folder("x", 0, 6),
                Map.of(
                        "all.csv",
                        text("file,label,split\n0,a,train\n1,a,train\n2,b,train\n3,b,train\n4,a,dev\n5,b,dev\n")));
        try (Dataset dataset = open(files)) {
            assertThat(photos(dataset)).hasSize(4);
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r).startsWith("set aside 2 files: the part 'dev' is not used"));
        }
    }

    @Test
    void aPathMeansNoPhotoOfThatNameInAnotherFolder() {
        Map<String, byte[]> files = new LinkedHashMap<>(all(folder("cat", 0, 4), folder("dog", 10, 4)));
        files.put("dog/3.jpg", text("damaged"));
        StringBuilder rows = new StringBuilder("file,label\n");
        files.keySet()
                .forEach(
                        path -> rows.append(path).append(',').append(path, 0, 3).append('\n'));
        rows.append("dog/2.jpg,dog\n");
        files.put("labels.csv", text(rows.toString()));
        try (Dataset dataset = open(files)) {
            assertThat(photos(dataset)).hasSize(8);
            assertThat(dataset.remarks())
                    .contains("1 row names an image that is not there (dog/2.jpg)")
                    .contains("1 row names a file that cannot be read as an image (dog/3.jpg)")
                    .noneSatisfy(r -> assertThat(r).contains("different labels"));
        }
    }

    @Test
    void rowsOfPhotosThatCannotBeReadDoNotTakeTheFilesLabelsAway() {
        Map<String, byte[]> files = new LinkedHashMap<>(all(folder("2019", 0, 4), folder("2020", 10, 4)));
        StringBuilder rows = new StringBuilder("file,label\n");
        for (int i = 0; i < 4; i++) {
            rows.append(i).append(".jpg,a\n").append(10 + i).append(".jpg,b\n");
        }
        for (int i = 20; i < 40; i++) {
            files.put("2020/" + i + ".heic", text("damaged" + i));
            rows.append(i).append(".heic,b\n").append(100 + i).append(".jpg,a\n");
        }
        files.put("labels.csv", text(rows.toString()));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
        }
    }

    @Test
    void aTableThatNamesTooFewPhotosIsToldOf() {
        Map<String, byte[]> files =
                all(folder("a", 0, 5), folder("b", 10, 5), Map.of("some.csv", text("file,label\n0,x\n10,y\n")));
        try (Dataset dataset = open(files)) {
            assertThat(dataset.labels().names()).containsExactly("a", "b");
            assertThat(dataset.remarks())
                    .contains("set aside some.csv: its rows name 2 of 10 images; expected a quarter or more");
        }
    }

    @Test
    void filesThatMayListLabelsAreKeptUpToALimit() {
        Map<String, byte[]> files = all(
                folder("a", 0, 3),
                folder("b", 10, 3),
                Map.of("1.csv", new byte[60], "2.csv", new byte[60], "3.csv", new byte[20]));
        try (Dataset dataset = new DatasetIndexer(tree(files), "photos", DatasetLimits.DEFAULT, 100)
                .index(Progress.NONE, Cancellation.NEVER)) {
            assertThat(dataset.remarks())
                    .contains("set aside 2.csv: files that may list labels have more than 100 bytes together")
                    .anySatisfy(r -> assertThat(r).startsWith("set aside 2 files: it is no image, and lists none"));
        }
    }

    private static List<Example> photos(Dataset dataset) {
        return Stream.concat(dataset.training().stream(), dataset.validation().stream())
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Dataset open(Map<String, byte[]> files) {
        return new DatasetIndexer(tree(files), "photos", DatasetLimits.DEFAULT)
                .index(Progress.NONE, Cancellation.NEVER);
    }

    private static FileTree tree(Map<String, byte[]> files) {
        return new FileTree() {
            @Override
            public List<Entry> entries() {
                List<Entry> entries = new ArrayList<>();
                new TreeMap<>(files).forEach((path, bytes) -> entries.add(new Entry(path, bytes.length, null)));
                return entries;
            }

            @Override
            public byte[] read(String path, long maxBytes, Cancellation cancellation) {
                return files.getOrDefault(path, new byte[0]);
            }

            @Override
            public void close() {}
        };
    }
}
