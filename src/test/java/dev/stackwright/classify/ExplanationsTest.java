package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Evidence.Places;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers with what they rest on, and with why they have nothing of the kind. */
class ExplanationsTest {

    private static final Result ANSWER = new Result("a", null, "cat", 0.9, List.of(), List.of(), null);
    private static final Deadline LATER = Deadline.after(Duration.ofHours(1), Clock.systemUTC());

    private final FakeEnsembles.Life life =
            new FakeEnsembles.Life(new EnsembleName("pets"), new EnsembleVersion("20261128t000000z-00000000"), null);
    private final List<Pixels> photos = List.of(new Pixels(
            life.manifest().imageSpec(), new byte[life.manifest().imageSpec().bytes()]));

    @Test
    void theMapsAreThoseOfTheAnsweredLabelAndBearTheMembersNames() {
        Places first = new Places(1, 3, new float[] {-1, 2, 0});
        Places second = new Places(1, 3, new float[] {1, -2, 0});
        Result explained = new Explanations()
                .of(with(new Evidence(List.of(first, second), List.of(first, second))), photos, LATER)
                .on(ANSWER, 0, 1);
        var maps = Objects.requireNonNull(explained.explanation());
        assertThat(maps.missing()).isNull();
        assertThat(maps.members()).extracting(m -> m.network()).containsExactly("mobilenet-v2", "xception");
        assertThat(maps.members()).extracting(m -> m.map().values()).containsExactly(List.of(1.0), List.of(0.0));
        assertThat(Objects.requireNonNull(maps.ensemble()).values()).containsExactly(0.0);
    }

    @Test
    void aVersionThatWasPublishedWithoutSaysSo() {
        Result explained = new Explanations().of(with(null), photos, LATER).on(ANSWER, 0, 1);
        assertThat(Objects.requireNonNull(explained.explanation()).missing()).contains("train the ensemble again");
        assertThat(explained.label()).isEqualTo("cat");
    }

    @Test
    void whereTimeIsOverTheAnswerStandsAndTheMapsAreMissing() {
        Deadline over = Deadline.after(Duration.ZERO, Clock.systemUTC());
        Result explained = new Explanations().of(with(null), photos, over).on(ANSWER, 0, 1);
        assertThat(Objects.requireNonNull(explained.explanation()).missing()).contains("no time left");
    }

    private Predictor with(@Nullable Evidence evidence) {
        return new Predictor() {
            @Override
            public Manifest manifest() {
                return life.manifest();
            }

            @Override
            public Prediction predict(PixelBatch batch) {
                return life.predict(batch);
            }

            @Override
            public Optional<Evidence> evidence(PixelBatch batch) {
                return Optional.ofNullable(evidence);
            }

            @Override
            public void close() {}
        };
    }
}
