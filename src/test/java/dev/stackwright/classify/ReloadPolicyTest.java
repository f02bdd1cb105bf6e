package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.ReloadPolicy.Action;
import dev.stackwright.classify.ReloadPolicy.LoadFailure;
import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import dev.stackwright.classify.ReloadPolicy.Snapshot;
import dev.stackwright.common.Backoff;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReloadPolicyTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final RuntimeException cause = new IllegalStateException("broken");

    private final Backoff retry = Backoff.endless(Duration.ofSeconds(10), Duration.ofMinutes(5));
    private final ReloadPolicy policy = new ReloadPolicy(new ReloadSettings(Duration.ofSeconds(5), 4, retry));

    /** Versions are letters; a failure is a version, its attempts and the seconds since the last of them. */
    @ParameterizedTest(name = "{4}: {5}")
    @CsvSource({
        "-, -, -, 0, UNKNOWN, nothing served and nothing promoted",
        "-, a, -, 0, LOAD,    the first promotion",
        "a, a, -, 0, KEEP,    the promoted version is served",
        "a, -, -, 0, KEEP,    promotions are gone but the old version still answers",
        "a, b, -, 0, LOAD,    a new promotion",
        "b, a, -, 0, LOAD,    a rollback",
        "a, b, b1, 9, WAIT,   the promoted version failed 9 seconds ago",
        "a, b, b1, 10, LOAD,  its first retry is due after 10 seconds",
        "a, b, b2, 19, WAIT,  the second one after 20",
        "a, b, b2, 20, LOAD,  and not before",
        "a, b, b9, 299, WAIT, the wait grows to 5 minutes",
        "a, b, b9, 300, LOAD, and no further",
        "a, c, b1, 0, LOAD,   another version than the one that failed",
        "a, a, b1, 0, KEEP,   rolled back from one that failed",
        "-, a, a1, 3, WAIT,   nothing served and the promoted version failed lately",
        "-, a, a1, 11, LOAD,  nothing served and its retry is due"
    })
    void theNextStepFollowsFromWhatIsKnown(
            String served, String promoted, String failure, int secondsAgo, Action action, String why) {
        Optional<LoadFailure> failed = failure.equals("-")
                ? Optional.empty()
                : Optional.of(new LoadFailure(
                        version(failure.substring(0, 1)).orElseThrow(),
                        Integer.parseInt(failure.substring(1)),
                        NOON.minusSeconds(secondsAgo),
                        cause));
        assertThat(policy.next(new Snapshot(version(served), version(promoted), failed, NOON)))
                .as(why)
                .isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 5, true",
        "false, 4, false",
        "false, 6, true",
        "true, 60, false",
    })
    void theStoreIsLookedAtOnceAnInterval(boolean checking, int secondsAgo, boolean due) {
        assertThat(policy.due(checking, NOON.minusSeconds(secondsAgo), NOON)).isEqualTo(due);
    }

    @Test
    void failuresOfOneVersionAreCountedAndThoseOfAnotherBeginAnew() {
        EnsembleVersion a = version("a").orElseThrow();
        EnsembleVersion b = version("b").orElseThrow();
        LoadFailure first = policy.failed(Optional.empty(), a, NOON, cause);
        LoadFailure second = policy.failed(Optional.of(first), a, NOON, cause);
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(policy.failed(Optional.of(second), b, NOON, cause).attempts())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "5, 160", "6, 300", "1000000, 300"})
    void thePauseDoublesUpToItsLimit(int attempts, long seconds) {
        assertThat(retry.delay(attempts)).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Optional<EnsembleVersion> version(String letter) {
        return letter.equals("-") ? Optional.empty() : Optional.of(FakeEnsembles.version(letter.charAt(0)));
    }
}
