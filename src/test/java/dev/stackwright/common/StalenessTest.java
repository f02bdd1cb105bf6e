package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StalenessTest {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Instant FIRST = Instant.parse("2026-11-27T12:00:00Z");
    private static final Instant LATE = FIRST.plus(LEASE).plusSeconds(1);

    private final Staleness<String> claims = new Staleness<>(2);

    @Test
    void theTimeBeginsWithTheFirstLookAndAgainWithEachChange() {
        assertThat(claims.outlasts(LEASE, "a", 1, FIRST)).isFalse();
        assertThat(claims.outlasts(LEASE, "a", 1, FIRST.plus(LEASE))).isFalse();
        assertThat(claims.outlasts(LEASE, "a", 1, LATE)).isTrue();
        assertThat(claims.outlasts(LEASE, "a", 2, LATE)).isFalse();
    }

    @Test
    void whatWasSeenFirstIsForgottenWhereThereIsTooMuch() {
        claims.outlasts(LEASE, "a", 1, FIRST);
        claims.outlasts(LEASE, "b", 1, FIRST);
        claims.outlasts(LEASE, "c", 1, FIRST);
        assertThat(claims.outlasts(LEASE, "b", 1, LATE)).isTrue();
        assertThat(claims.outlasts(LEASE, "a", 1, LATE)).isFalse();
    }

    @Test
    void whatNobodyWaitsForIsForgotten() {
        claims.outlasts(LEASE, "a", 1, FIRST);
        claims.keepOnly(Set.of("b"));
        assertThat(claims.outlasts(LEASE, "a", 1, LATE)).isFalse();
    }
}
