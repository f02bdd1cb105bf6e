package dev.stackwright.train;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Seconds by stage, in the order of the stages; a stage that comes again adds up. For one thread. */
public final class Timings {

    private final Clock clock;
    private final Map<String, Duration> stages = new LinkedHashMap<>();

    public Timings(Clock clock) {
        this.clock = clock;
    }

    public <T> T time(String stage, Supplier<T> work) {
        Instant begin = clock.instant();
        T made = work.get();
        stages.merge(stage, Duration.between(begin, clock.instant()), Duration::plus);
        return made;
    }

    /** To the millisecond; begins anew. */
    public Map<String, Double> drain() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        stages.forEach((stage, duration) -> seconds.put(stage, duration.toMillis() / 1000.0));
        stages.clear();
        return seconds;
    }
}
