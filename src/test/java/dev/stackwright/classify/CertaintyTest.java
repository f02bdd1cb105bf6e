package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.Certainty.NotCalibratedException;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.common.Json;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.store.MapObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers say how sure they are where a request asks for it. */
class CertaintyTest {

    /** At a coverage of 0.5 labels of a probability of 0.7 or more, at 0.7 those of 0.1 or more. */
    private static final Calibration CALIBRATION = new Calibration(3, List.of(0.1, 0.3, 0.9), 0.6);

    private final FakeEnsembles ensembles = new FakeEnsembles().promote(PETS, version('a'));
    private final Classifier classifier = new Classifier(
            ClassifierSettings.defaults(2, 64 << 20, "stackwright/test").withDeadline(Duration.ofMinutes(15)),
            ensembles,
            new MapObjectStore(),
            DownloadPolicy.images(Set.of(80), 100_000, Duration.ofSeconds(1), false, 4),
            new ImageLimits(100_000, 1_000_000),
            Clock.systemUTC(),
            ClassifyListener.NONE);

    @AfterEach
    void close() {
        classifier.close();
    }

    @Test
    void theSetHasTheLabelsThatMayBeTrueAtTheCoverageAskedFor() {
        ensembles.calibration = CALIBRATION;
        assertThat(answers(0.5, null)).extracting(Result::set).containsExactly(List.of("cat"), List.of(), null);
        assertThat(answers(0.7, null))
                .extracting(Result::set)
                .containsExactly(List.of("cat", "dog"), List.of("cat", "dog", "bird"), null);
        assertThat(answers(0.7, null)).extracting(Result::unknown).containsOnlyNulls();
    }

    @Test
    void anAnswerBelowWhatRightOnesReachIsUnknownAndKeepsItsBestGuess() {
        ensembles.calibration = CALIBRATION;
        List<Result> answers = answers(null, true);
        assertThat(answers).extracting(Result::unknown).containsExactly(false, true, null);
        assertThat(answers).extracting(Result::label).containsExactly("cat", "cat", null);
        assertThat(answers).extracting(Result::set).containsOnlyNulls();
    }

    @Test
    void answersThatComeLineByLineSayItToo() {
        ensembles.calibration = CALIBRATION;
        List<Result> lines = new ArrayList<>();
        classifier.classify(request(0.7, true), List.of(), line -> lines.addAll(line.results()));
        assertThat(lines).hasSameElementsAs(answers(0.7, true));
    }

    @Test
    void whoDoesNotAskIsNotTold() {
        ensembles.calibration = CALIBRATION;
        assertThat(new String(Json.bytes(answers(null, null)), StandardCharsets.UTF_8))
                .doesNotContain("\"set\"", "\"unknown\"");
        assertThat(answers(null, false)).isEqualTo(answers(null, null));
    }

    @Test
    void aVersionOfOldAnswersButSaysThatItCannotTellHowSureItIs() {
        assertThat(answers(null, null)).extracting(Result::label).containsExactly("cat", "cat", null);
        assertThatThrownBy(() -> answers(0.9, true))
                .isInstanceOfSatisfying(
                        NotCalibratedException.class, e -> assertThat(e.field()).isEqualTo("coverage"))
                .hasMessageContaining(version('a').value(), "train the ensemble again");
        assertThatThrownBy(() -> answers(null, true)).hasMessageStartingWith("unknown: version");
    }

    /** Of one that is a cat to 0.8, one to 0.5, and no image. */
    private List<Result> answers(@Nullable Double coverage, @Nullable Boolean unknown) {
        return classifier.classify(request(coverage, unknown)).results();
    }

    private static ClassifyRequest request(@Nullable Double coverage, @Nullable Boolean unknown) {
        List<InlineImage> images = List.of(
                new InlineImage("sure", Photos.png(32, 32, 204)),
                new InlineImage("unsure", Photos.png(32, 32, 128)),
                new InlineImage("text", new byte[] {1, 2, 3}));
        return ClassifyRequest.of(PETS, List.of(), images)
                .withTop(3)
                .with(new Certainty(coverage, Boolean.TRUE.equals(unknown)));
    }
}
