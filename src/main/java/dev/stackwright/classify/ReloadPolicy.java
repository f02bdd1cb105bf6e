package dev.stackwright.classify;

import dev.stackwright.common.Backoff;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do, given what is known. Pure: each answer depends on the arguments alone. */
public final class ReloadPolicy {

    /** What to do about one ensemble. */
    enum Action {
        /** Go on with what is served. */
        KEEP,
        /** Load the promoted version. */
        LOAD,
        /** The promoted version failed lately: go on as before until its next try is due. */
        WAIT,
        /** Nothing is served and nothing promoted. */
        UNKNOWN
    }

    /**
     * The last failure of a version to load.
     *
     * @param attempts in a row, 1 or more
     */
    record LoadFailure(EnsembleVersion version, int attempts, Instant at, RuntimeException cause) {}

    /** What is known of one ensemble at one moment. */
    record Snapshot(
            Optional<EnsembleVersion> served,
            Optional<EnsembleVersion> promoted,
            Optional<LoadFailure> failure,
            Instant now) {}

    private final ReloadSettings settings;

    ReloadPolicy(ReloadSettings settings) {
        this.settings = settings;
    }

    /** Whether a request shall have the store looked at again. */
    boolean due(boolean checking, Instant lastCheck, Instant now) {
        return !checking && !now.isBefore(lastCheck.plus(settings.refreshInterval()));
    }

    Action next(Snapshot s) {
        if (s.promoted().isEmpty()) {
            return s.served().isEmpty() ? Action.UNKNOWN : Action.KEEP;
        }
        if (s.served().equals(s.promoted())) {
            return Action.KEEP;
        }
        EnsembleVersion wanted = s.promoted().get();
        boolean tooEarly = s.failure()
                .filter(f -> f.version().equals(wanted))
                .filter(f -> s.now().isBefore(f.at().plus(settings.retry().delay(f.attempts()))))
                .isPresent();
        return tooEarly ? Action.WAIT : Action.LOAD;
    }

    /** The failure to remember when {@code version} failed again, or for the first time. */
    LoadFailure failed(Optional<LoadFailure> before, EnsembleVersion version, Instant now, RuntimeException cause) {
        int attempts = before.filter(f -> f.version().equals(version))
                .map(LoadFailure::attempts)
                .orElse(0);
        return new LoadFailure(version, attempts + 1, now, cause);
    }

    /**
     * How eagerly promotions are looked for.
     *
     * @param refreshInterval the least time between two looks at the store for one ensemble; zero looks on each request
     * @param maxLoaded how many ensembles are kept in memory, 1 or more; the one used longest ago makes room
     * @param retry the waits after a version failed to load
     */
    public record ReloadSettings(Duration refreshInterval, int maxLoaded, Backoff retry) {

        /** 5 seconds; 4 ensembles; 10 seconds to 5 minutes. */
        public static final ReloadSettings DEFAULT = new ReloadSettings(
                Duration.ofSeconds(5), 4, Backoff.endless(Duration.ofSeconds(10), Duration.ofMinutes(5)));

        public ReloadSettings {
            if (refreshInterval.isNegative()) {
                throw new IllegalArgumentException("refreshInterval: expected zero or more, found " + refreshInterval);
            }
            if (maxLoaded < 1) {
                throw new IllegalArgumentException("maxLoaded: expected 1 or more, found " + maxLoaded);
            }
        }

        public ReloadSettings withRefreshInterval(Duration interval) {
            return new ReloadSettings(interval, maxLoaded, retry);
        }

        public ReloadSettings withMaxLoaded(int count) {
            return new ReloadSettings(refreshInterval, count, retry);
        }
    }
}
