package dev.stackwright.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.dataset.Layout.Part;
import dev.stackwright.dataset.Layout.Place;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part and label a path stands for. */
class LayoutTest {

    static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of(
                        "labels at the top", List.of("a/1.png", "b/2.png"), "a/1.png", Part.TRAINING, "a", "a/1.png"),
                Arguments.of(
                        "labels in a root folder",
                        List.of("set/a/1.png", "set/b/2.png"),
                        "set/a/1.png",
                        Part.TRAINING,
                        "a",
                        "a/1.png"),
                Arguments.of(
                        "a stray picture beside the labels of a root folder",
                        List.of("set/cover.png", "set/a/1.png", "set/b/2.png"),
                        "set/b/2.png",
                        Part.TRAINING,
                        "b",
                        "b/2.png"),
                Arguments.of(
                        "parts at the top",
                        List.of("train/a/1.png", "validation/a/2.png"),
                        "validation/a/2.png",
                        Part.VALIDATION,
                        "a",
                        "validation/a/2.png"),
                Arguments.of(
                        "parts in a root folder",
                        List.of("set/train/a/1.png", "set/test/a/2.png"),
                        "set/test/a/2.png",
                        Part.VALIDATION,
                        "a",
                        "test/a/2.png"),
                Arguments.of(
                        "a training part alone",
                        List.of("train/a/1.png", "train/b/2.png"),
                        "train/a/1.png",
                        Part.TRAINING,
                        "a",
                        "train/a/1.png"),
                Arguments.of(
                        "valid and TEST in any case: validation images are those of valid",
                        List.of("Train/a/1.png", "Train/b/2.png", "Valid/a/3.png", "TEST/a/4.png"),
                        "Valid/a/3.png",
                        Part.VALIDATION,
                        "a",
                        "Valid/a/3.png"),
                Arguments.of(
                        "training and testing, as some collections call them",
                        List.of("Training/a/1.png", "Training/b/2.png", "Testing/a/3.png"),
                        "Testing/a/3.png",
                        Part.VALIDATION,
                        "a",
                        "Testing/a/3.png"),
                Arguments.of(
                        "training_set and test_set in two common folders",
                        List.of("x/y/training_set/a/1.png", "x/y/training_set/b/2.png", "x/y/test_set/a/3.png"),
                        "x/y/training_set/a/1.png",
                        Part.TRAINING,
                        "a",
                        "training_set/a/1.png"),
                Arguments.of(
                        "a label called train among labels",
                        List.of("bus/1.png", "car/2.png", "train/3.png"),
                        "train/3.png",
                        Part.TRAINING,
                        "train",
                        "train/3.png"),
                Arguments.of(
                        "a label called test in both parts",
                        List.of("train/test/1.png", "train/quiz/2.png", "val/test/3.png"),
                        "val/test/3.png",
                        Part.VALIDATION,
                        "test",
                        "val/test/3.png"),
                Arguments.of(
                        "a root folder called train that holds parts",
                        List.of("train/train/a/1.png", "train/train/b/2.png", "train/val/a/3.png"),
                        "train/val/a/3.png",
                        Part.VALIDATION,
                        "a",
                        "val/a/3.png"),
                Arguments.of(
                        "a composed and a decomposed name are one label",
                        List.of("cafe\u0301/1.png", "caf\u00E9/2.png", "b/3.png"),
                        "cafe\u0301/1.png",
                        Part.TRAINING,
                        "caf\u00E9",
                        "cafe\u0301/1.png"),
                Arguments.of(
                        "marks of direction are no part of a label",
                        List.of("\u200Foak\u202E/1.png", "b/2.png"),
                        "\u200Foak\u202E/1.png",
                        Part.TRAINING,
                        "oak",
                        "\u200Foak\u202E/1.png"),
                Arguments.of(
                        "emoji, quotes and brackets",
                        List.of("\uD83D\uDC31 \"cat\" (it's)/1.png", "b/2.png"),
                        "\uD83D\uDC31 \"cat\" (it's)/1.png",
                        Part.TRAINING,
                        "\uD83D\uDC31 \"cat\" (it's)",
                        "\uD83D\uDC31 \"cat\" (it's)/1.png"),
                Arguments.of(
                        "a label called val",
                        List.of("val/1.png", "other/2.png"),
                        "val/1.png",
                        Part.TRAINING,
                        "val",
                        "val/1.png"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void aPathHasItsPlace(String name, List<String> paths, String path, Part part, String label, String inside) {
        assertThat(Layout.of(paths).place(path)).contains(new Place(part, label, inside));
    }

    @Test
    void ofAllPartsAtOnceValidationWins() {
        Layout layout = Layout.of(List.of(
                "train/a/1.png",
                "train/b/1.png",
                "test/a/2.png",
                "val/a/3.png",
                "valid/a/4.png",
                "Validation/a/5.png"));
        assertThat(layout.place("Validation/a/5.png")).map(Place::part).contains(Part.VALIDATION);
        assertThat(List.of("test/a/2.png", "val/a/3.png", "valid/a/4.png"))
                .allSatisfy(path -> assertThat(layout.unusedPart(path)).contains(path.substring(0, path.indexOf('/'))));
    }

    @Test
    void aFolderCalledSetIsNoValidationPart() {
        Layout layout = Layout.of(List.of("train/a/1.png", "train/b/2.png", "set/a/3.png", "set/b/4.png"));
        assertThat(layout.validation()).isEmpty();
        assertThat(layout.place("set/a/3.png")).isEmpty();
        assertThat(layout.place("train/a/1.png")).map(Place::part).contains(Part.TRAINING);
    }

    @Test
    void aLabelHasAGreatestLength() {
        String longest = "x".repeat(Layout.LONGEST_LABEL);
        Layout layout = Layout.of(List.of(longest + "/1.png", longest + "x/2.png", "b/3.png"));
        assertThat(layout.place(longest + "/1.png")).isPresent();
        assertThat(layout.place(longest + "x/2.png")).isEmpty();
    }

    @Test
    void ofSeveralValidationPartsOneIsReadAndTheOthersAreToldOf() {
        Layout layout = Layout.of(List.of("train/a/1.png", "test/a/2.png", "val/a/3.png"));
        assertThat(layout.place("val/a/3.png")).map(Place::part).contains(Part.VALIDATION);
        assertThat(layout.place("test/a/2.png")).isEmpty();
        assertThat(layout.unusedPart("test/a/2.png")).contains("test");
        assertThat(layout.unusedPart("val/a/3.png")).isEmpty();
        assertThat(layout.unusedPart("train/a/1.png")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.png", "a/b/1.png", "/1.png"})
    void otherPathsHaveNone(String path) {
        assertThat(Layout.of(List.of("a/1.png", "b/2.png")).place(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".DS_Store",
                "a/._1.png",
                ".Trash-1000/files/1.png",
                "a/.DS_Store",
                ".git/a/1.png",
                "__MACOSX/a/1.png",
                "a/Thumbs.db",
                "desktop.ini",
                "a/Icon\r"
            })
    void whatFileManagersLeaveBehindIsClutter(String path) {
        assertThat(Layout.isClutter(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/1.png", "a/_1.png", "a.b/1.png", ".hidden", ".net/1.png"})
    void picturesAreNoClutter(String path) {
        assertThat(Layout.isClutter(path)).isFalse();
    }
}
