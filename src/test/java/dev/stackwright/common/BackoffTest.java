package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final List<Duration> slept = new ArrayList<>();
    private final Backoff backoff = new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(5), slept::add);

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(IntStream.of(1, 2, 3, 4, 1_000_000).mapToObj(backoff::delay))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void aJitteredPauseIsAPartOfTheWholeOne() {
        assertThat(backoff.jittered(3, 1)).isEqualTo(Duration.ofSeconds(4));
        assertThat(backoff.jittered(3, 0.25)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.jittered(3, 0)).isZero();
    }

    @Test
    void cancelledWorkDoesNotWait() {
        assertThatThrownBy(() -> backoff.pause(1, () -> true)).isInstanceOf(CancelledException.class);
        assertThat(slept).isEmpty();
    }

    @Test
    void pausesThatShrinkAreRefused() {
        assertThatThrownBy(() -> Backoff.of(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
