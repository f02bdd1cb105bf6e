package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Progress.Epoch;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunProgressTest {

    private final RunProgress progress = new RunProgress("here", Clock.systemUTC(), Progress.NONE);

    @Test
    void theTrainingsOfAStageHaveACurveEach() {
        try (Progress.Task stage = progress.stage("fine-tune mobilenet", 8)) {
            stage.measured("fold 1", epoch(1));
            stage.measured("fold 1", epoch(2));
            stage.measured("all photos", epoch(1));
        }
        assertThat(curves())
                .containsExactly(
                        new ProgressDocument.Curve("fold 1", List.of(epoch(1), epoch(2))),
                        new ProgressDocument.Curve("all photos", List.of(epoch(1))));
    }

    @Test
    void aLongTrainingLosesSomeOfItsEarlierEpochsAndNeverTheFirstNorTheLast() {
        try (Progress.Task stage = progress.stage("fine-tune mobilenet", 0)) {
            for (int i = 1; i <= 1000; i++) {
                stage.measured("fold 1", epoch(i));
                List<Epoch> kept = curves().get(0).epochs();
                assertThat(kept)
                        .hasSizeLessThanOrEqualTo(RunProgress.MOST_EPOCHS)
                        .endsWith(epoch(i));
                assertThat(kept.get(0)).isEqualTo(epoch(1));
            }
        }
        assertThat(curves().get(0).epochs()).hasSizeGreaterThan(RunProgress.MOST_EPOCHS / 2);
    }

    @Test
    void stepsBeyondTheExpectedOnesAreExpectedThen() {
        try (Progress.Task stage = progress.stage("head", 11)) {
            stage.advance(16);
            stage.advance(1);
        }
        assertThat(progress.snapshot().stages().get(0).total()).isEqualTo(17);
    }

    private List<ProgressDocument.Curve> curves() {
        return progress.snapshot().stages().get(0).curves();
    }

    private static Epoch epoch(int number) {
        return new Epoch(number, 1.0 / number, 0.5, null, null);
    }
}
