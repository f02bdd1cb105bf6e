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
    @ValueSource(strings = {".hidden", "a/.DS_Store", ".git/a/1.png", "__MACOSX/a/1.png", "a/Thumbs.db", "desktop.ini"})
    void whatFileManagersLeaveBehindIsClutter(String path) {
        assertThat(Layout.isClutter(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/1.png", "a/_1.png", "a.b/1.png"})
    void picturesAreNoClutter(String path) {
        assertThat(Layout.isClutter(path)).isFalse();
    }
}
