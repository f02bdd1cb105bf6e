package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void trainingsAddUp() {
        FineTuneResult.Pace both = new FineTuneResult.Pace(300, Duration.ofSeconds(6))
                .plus(new FineTuneResult.Pace(100, Duration.ofSeconds(4)));
        assertThat(both.imagesPerSecond()).isEqualTo(40);
        assertThat(both.text()).isEqualTo("40.0 images/s");
    }

    @Test
    void nothingTrainedIsNoDivisionByZero() {
        assertThat(FineTuneResult.Pace.NONE.imagesPerSecond()).isZero();
    }
}
