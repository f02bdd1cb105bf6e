package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunIdTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    /** The oldest run is taken up first; with digits all drawn, two of one second were taken up in any order. */
    @Test
    void runsOfOneSecondSortAsTheyWereAskedFor() {
        RandomGenerator random = new SplittableRandom(7);
        List<RunId> ids = IntStream.range(0, 1000)
                .mapToObj(millis -> RunId.of(NOON.plus(Duration.ofMillis(millis)), random))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids.get(0).value()).matches("20261128t120000z-000[0-9a-f]{5}");
        assertThat(ids.get(999).value()).matches("20261128t120000z-ffb[0-9a-f]{5}");
    }

    @Test
    void runsOfOneTimeDiffer() {
        RandomGenerator random = new SplittableRandom(7);
        assertThat(IntStream.range(0, 100).mapToObj(i -> RunId.of(NOON, random)))
                .doesNotHaveDuplicates();
    }
}
