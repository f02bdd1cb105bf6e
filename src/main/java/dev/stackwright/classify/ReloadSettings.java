package dev.stackwright.classify;

import java.time.Duration;

/**
 * How eagerly promotions are looked for.
 *
 * @param refreshInterval the least time between two looks at the store for one ensemble; zero looks on each request
 * @param maxLoaded how many ensembles are kept in memory, 1 or more; the one used longest ago makes room
 * @param firstRetry the wait after a version failed to load; doubles with each failure
 * @param lastRetry the longest such wait
 */
public record ReloadSettings(Duration refreshInterval, int maxLoaded, Duration firstRetry, Duration lastRetry) {

    /** 5 seconds; 4 ensembles; 10 seconds to 5 minutes. */
    public static final ReloadSettings DEFAULT =
            new ReloadSettings(Duration.ofSeconds(5), 4, Duration.ofSeconds(10), Duration.ofMinutes(5));

    public ReloadSettings {
        if (refreshInterval.isNegative()) {
            throw new IllegalArgumentException("refreshInterval: expected zero or more, found " + refreshInterval);
        }
        if (maxLoaded < 1) {
            throw new IllegalArgumentException("maxLoaded: expected 1 or more, found " + maxLoaded);
        }
        if (firstRetry.isNegative() || firstRetry.isZero() || lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException(
                    "expected 0 < firstRetry <= lastRetry, found " + firstRetry + " and " + lastRetry);
        }
    }

    public ReloadSettings withRefreshInterval(Duration interval) {
        return new ReloadSettings(interval, maxLoaded, firstRetry, lastRetry);
    }

    public ReloadSettings withMaxLoaded(int count) {
        return new ReloadSettings(refreshInterval, count, firstRetry, lastRetry);
    }
}
