package dev.stackwright.event.watch;

import dev.stackwright.event.Notice;
import dev.stackwright.event.ObjectCreated;
import dev.stackwright.event.Outcome;
import dev.stackwright.event.Routing;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds what is new below {@code datasets/} and {@code incoming/} by listing, and has it handled as an event.
 *
 * <p>What a round costs: at most {@code mostKeys} keys are listed below each of the two, a thousand a request; where
 * there are more, the next round goes on where this one ended. What was settled is remembered by key, ETag and time of
 * writing, in about a hundred bytes each, and costs nothing more. After a start nothing is remembered: then each object that
 * asks for something is held against its marks in the store once, with three requests. So what was uploaded while no
 * server ran is handled, and what was handled before is not. What should be told again waits, twice as long each time and
 * at most an hour.
 *
 * <p>Not thread-safe.
 */
public final class Watch {

    /** Ten requests for each of the two prefixes and round. */
    public static final int MOST_KEYS = 10_000;

    /** Above it, all is forgotten and asked of the store again. */
    private static final int MOST_REMEMBERED = 1_000_000;

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 10;

    private final ObjectStore store;
    private final Function<Notice, Outcome> handler;
    private final InstantSource clock;
    private final Duration interval;
    private final int mostKeys;
    private final List<Prefix> prefixes = List.of(new Prefix(Routing.DATASETS), new Prefix(Routing.INCOMING));

    /**
     * @param interval the shortest time until something that failed is tried again
     * @param mostKeys listed below each prefix in one round, 1 or more
     */
    public Watch(
            ObjectStore store,
            Function<Notice, Outcome> handler,
            InstantSource clock,
            Duration interval,
            int mostKeys) {
        if (mostKeys < 1) {
            throw new IllegalArgumentException("mostKeys: expected 1 or more, found " + mostKeys);
        }
        this.store = store;
        this.handler = handler;
        this.clock = clock;
        this.interval = interval;
        this.mostKeys = mostKeys;
    }

    /**
     * Looks once.
     *
     * @param stop asked before each object
     * @throws dev.stackwright.store.StoreException when the store cannot be listed; the next round goes on
     */
    public void round(BooleanSupplier stop) {
        prefixes.forEach(prefix -> look(prefix, stop));
    }

    private void look(Prefix prefix, BooleanSupplier stop) {
        int listed = 0;
        try (Stream<ObjectSummary> objects = store.list(prefix.name, prefix.after)) {
            Iterator<ObjectSummary> each = objects.iterator();
            while (listed < mostKeys && each.hasNext()) {
                if (stop.getAsBoolean()) {
                    return;
                }
                ObjectSummary object = each.next();
                listed++;
                if (Routing.asks(object.key().value())) {
                    meet(prefix, event(object));
                }
                prefix.after = object.key().value();
            }
        }
        if (listed < mostKeys) {
            prefix.beginAnew();
        }
    }

    private void meet(Prefix prefix, ObjectCreated event) {
        long name = fingerprint(event);
        prefix.present.add(name);
        Wait wait = prefix.waiting.get(name);
        if (prefix.settled.contains(name) || wait != null && clock.instant().isBefore(wait.until)) {
            return;
        }
        Outcome outcome = handler.apply(new Notice.Created(event));
        if (outcome.retryHelps()) {
            int times = wait == null ? 0 : wait.times + 1;
            prefix.waiting.put(name, new Wait(times, clock.instant().plus(delay(times))));
        } else {
            prefix.waiting.remove(name);
            prefix.settled.add(name);
        }
    }

    private Duration delay(int times) {
        Duration doubled = interval.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }

    private ObjectCreated event(ObjectSummary object) {
        Instant written = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        String version = ObjectCreated.version(null, object.etag().replace("\"", ""), written.toString());
        return new ObjectCreated(store.bucket(), object.key().value(), version, null, object.size(), written);
    }

    /** 64 bits of the digest: short to remember, and too long for two of a million to meet. */
    private static long fingerprint(ObjectCreated event) {
        return Long.parseUnsignedLong(event.digest().hex().substring(0, 16), 16);
    }

    private record Wait(int times, Instant until) {}

    /** What is known below one prefix. */
    private static final class Prefix {
        private final String name;
        private final Set<Long> settled = new HashSet<>();
        private final Map<Long, Wait> waiting = new HashMap<>();
        private Set<Long> present = new HashSet<>();
        private String after = "";

        Prefix(String name) {
            this.name = name;
        }

        /** All was seen once: what is gone is forgotten. */
        void beginAnew() {
            settled.retainAll(present);
            waiting.keySet().retainAll(present);
            if (settled.size() > MOST_REMEMBERED) {
                settled.clear();
            }
            present = new HashSet<>();
            after = "";
        }
    }
}
