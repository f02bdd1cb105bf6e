package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Manifest.ValidationScores.ByLabel;
import dev.stackwright.ensemble.Manifest.ValidationScores.LabelScore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people read of figures and names. */
class TablesTest {

    private static final ValidationScores.Score SCORE = new ValidationScores.Score(0.909, 0.7, 0.98, 0.3, 0.1, null);

    @Test
    void aLabelThatIsNeverFoundShowsBesideAHighAccuracy() {
        String text = accuracies(List.of(new LabelScore("good", 20, 1), new LabelScore("bad", 2, 0)));
        assertThat(text.lines().map(line -> line.replaceAll("\\s+", " ")))
                .contains(
                        "good | 20 | 100.0 %",
                        "bad | 2 | 0.0 %",
                        "mean of the labels (balanced accuracy) | | 50.0 %",
                        "never found: bad; add photos of them, or look whether they show something else");
    }

    @Test
    void ofManyLabelsTheMeanAndTheFirstThatAreNeverFoundAreShown() {
        String text = accuracies(IntStream.range(0, 1000)
                .mapToObj(i -> new LabelScore("label " + i, 1, i % 2))
                .toList());
        assertThat(text)
                .contains(
                        "balanced accuracy (the mean over labels): 50.0 %",
                        "never found: label 0, label 2,", "label 38, and maybe more (report.json has all);");
        assertThat(text.lines()).hasSizeLessThan(10);
    }

    @Test
    void ofManyLongLabelsTheFirstAreNamedCutAndTheOthersCounted() {
        List<String> labels =
                IntStream.range(0, 300).mapToObj(i -> i + "x".repeat(198)).toList();
        assertThat(Tables.labels(labels))
                .startsWith("0xxx")
                .endsWith("x and 280 more (--json has all)")
                .hasSizeLessThan(20 * 65 + 40);
        assertThat(Tables.labels(List.of("a", "b"))).isEqualTo("a, b");
    }

    @Test
    void figuresOfOlderVersionsHaveNoLabels() {
        assertThat(Tables.accuracies(new ValidationScores(22, SCORE, List.of(), List.of())))
                .endsWith("on 22 images that training never saw");
    }

    @Test
    void aLongNameDoesNotWidenAColumnAndCannotSteer() {
        assertThat(Tables.cell("x".repeat(200))).hasSize(61).contains("x…x");
        assertThat(Tables.cell("a\u001B[2J\u202Eb")).isEqualTo("a\\u001B[2J\\u202Eb");
    }

    private static String accuracies(List<LabelScore> labels) {
        return Tables.accuracies(new ValidationScores(22, SCORE, List.of(), List.of(), ByLabel.of(labels)));
    }
}
