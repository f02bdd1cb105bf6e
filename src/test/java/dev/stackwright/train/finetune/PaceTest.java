package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void trainingsAddUp() {
        FineTuneResult.Pace both = new FineTuneResult.Pace(300, Duration.ofSeconds(6), Duration.ofMillis(500))
                .plus(new FineTuneResult.Pace(100, Duration.ofSeconds(4), Duration.ofMillis(1500)));
        assertThat(both.imagesPerSecond()).isEqualTo(40);
        assertThat(both.waitingShare()).isEqualTo(0.2);
        assertThat(both.text()).isEqualTo("40.0 images/s; the device waited for data 20.0 % of the time");
    }

    @Test
    void nothingTrainedIsNoDivisionByZero() {
        assertThat(FineTuneResult.Pace.NONE.imagesPerSecond()).isZero();
        assertThat(FineTuneResult.Pace.NONE.waitingShare()).isZero();
    }
}
