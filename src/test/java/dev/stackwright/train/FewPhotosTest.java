package dev.stackwright.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.FewPhotos.Choice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Labels with fewer photos than folds fail no run, and what was done is said. */
class FewPhotosTest {

    @Test
    void foldsAreAsFewAsTheSmallestLabelAllows() {
        FewPhotos few = FewPhotos.decide(index(8, 3, 9), Recipe.PROBE, 5, Choice.FEWER_FOLDS);
        assertThat(few.folds()).isEqualTo(3);
        assertThat(few.index().training()).hasSize(20);
        assertThat(few.remarks())
                .containsExactly("3 folds instead of 5, as the smallest label has so few different photos: 'b' has 3");
        assertThat(few.index().remarks()).isEqualTo(few.remarks());
    }

    @Test
    void aLabelOfOnePhotoIsLeftOutAndTheOthersMoveUp() {
        FewPhotos few = FewPhotos.decide(index(8, 1, 9), Recipe.PROBE, 5, Choice.FEWER_FOLDS);
        assertThat(few.folds()).isEqualTo(5);
        assertThat(few.index().labels().names()).containsExactly("a", "c");
        assertThat(few.index().training()).extracting(Example::label).containsOnly(0, 1);
        assertThat(few.index().setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside.path()).isEqualTo("b/0"));
        assertThat(few.remarks())
                .containsExactly("1 label is left out, as training needs 2 different photos of each: 'b' has 1");
    }

    @Test
    void labelsAreLeftOutWhereThatIsAskedFor() {
        FewPhotos few = FewPhotos.decide(index(8, 4, 9), Recipe.PROBE, 5, Choice.LEAVE_OUT);
        assertThat(few.folds()).isEqualTo(5);
        assertThat(few.index().labels().names()).containsExactly("a", "c");
        assertThat(few.index().digest()).isNotEqualTo(index(8, 4, 9).digest());
    }

    @Test
    void copiesCountOnce() {
        List<Example> training = new ArrayList<>(index(8, 0, 9).training());
        for (int i = 0; i < 6; i++) {
            training.add(new Example("b/" + i, 1, digest("b" + i / 3)));
        }
        DatasetIndex index = DatasetIndex.of(labels(), training, List.of(), true, List.of(), List.of());
        assertThat(FewPhotos.decide(index, Recipe.PROBE, 5, Choice.FEWER_FOLDS).folds())
                .isEqualTo(2);
    }

    @Test
    void whereNothingIsToBeDecidedTheDatasetStaysAsItIs() {
        DatasetIndex index = index(8, 5, 9);
        assertThat(FewPhotos.decide(index, Recipe.PROBE, 5, Choice.FEWER_FOLDS))
                .isEqualTo(new FewPhotos(index, 5, List.of()));
    }

    @Test
    void oneLabelWithPhotosEnoughIsTooFew() {
        assertThatThrownBy(() -> FewPhotos.decide(index(8, 1, 1), Recipe.PROBE, 5, Choice.FEWER_FOLDS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("two labels or more with 2 different training photos each, found 1 of 3");
    }

    @Test
    void aLabelWhosePhotosCannotBeDecodedIsNotTrainedOn() {
        DatasetIndex index = index(8, 5, 9);
        List<Example> usable = index.training().stream()
                .filter(e -> e.label() != 1 || e.path().equals("b/0"))
                .toList();
        assertThatThrownBy(() -> FewPhotos.requireUsable(index, usable, Recipe.PROBE))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(
                        "each label that can be decoded, found 'b' has 1 of 5: replace the damaged files");
        FewPhotos.requireUsable(index, usable, Recipe.ARTICLE);
        FewPhotos.requireUsable(index, index.training(), Recipe.PROBE);
    }

    private static Labels labels() {
        return new Labels(List.of("a", "b", "c"));
    }

    private static DatasetIndex index(int... photos) {
        List<Example> training = new ArrayList<>();
        for (int label = 0; label < photos.length; label++) {
            for (int i = 0; i < photos[label]; i++) {
                String path = labels().name(label) + "/" + i;
                training.add(new Example(path, label, digest(path)));
            }
        }
        return DatasetIndex.of(labels(), training, List.of(), true, List.of(), List.of());
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
