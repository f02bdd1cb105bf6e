package dev.stackwright.common;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Since when what others write has not changed, on the clock of whoever looks: the clocks of two machines are never
 * compared. Thread-safe.
 */
public final class Staleness<K> {

    private final int most;
    private final Map<K, Sign> signs = new LinkedHashMap<>();

    private record Sign(Object seen, Instant since) {}

    /** @param most beyond it what was seen first is forgotten, and its time begins anew when it is seen again */
    public Staleness(int most) {
        this.most = most;
    }

    /** Whether {@code seen} has been there for longer than that; the first look at it begins the time. */
    public synchronized boolean outlasts(Duration time, K key, Object seen, Instant now) {
        Sign sign = signs.get(key);
        if (sign == null || !sign.seen().equals(seen)) {
            sign = new Sign(seen, now);
            signs.put(key, sign);
            if (signs.size() > most) {
                signs.remove(signs.keySet().iterator().next());
            }
        }
        return now.isAfter(sign.since().plus(time));
    }

    /** Forgets all others. */
    public synchronized void keepOnly(Set<K> keys) {
        signs.keySet().retainAll(keys);
    }
}
