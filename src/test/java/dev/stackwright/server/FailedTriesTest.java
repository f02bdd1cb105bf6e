package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ManualClock;
import dev.stackwright.server.Refusals.FailedTries;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedTriesTest {

    private final ManualClock clock = new ManualClock();
    private final FailedTries tries = new FailedTries(clock);

    @Test
    void tenAMinuteAreAllowedToEachAddress() {
        IntStream.range(0, FailedTries.ALLOWED)
                .forEach(i -> assertThat(tries.failed("10.0.0.1")).isEmpty());
        clock.pass(Duration.ofSeconds(20));
        assertThat(tries.failed("10.0.0.1")).contains(Duration.ofSeconds(41));
        assertThat(tries.failed("10.0.0.2")).isEmpty();
        clock.pass(Duration.ofSeconds(40));
        assertThat(tries.failed("10.0.0.1")).as("a new minute").isEmpty();
    }

    @Test
    void addressesThatWereNotHeardOfForLongMakeRoom() {
        IntStream.range(0, FailedTries.ALLOWED).forEach(i -> tries.failed("first"));
        IntStream.range(0, 10_000).forEach(i -> tries.failed("other " + i));
        assertThat(tries.failed("first")).isEmpty();
    }
}
