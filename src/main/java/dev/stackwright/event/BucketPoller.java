package dev.stackwright.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Sha256;
import dev.stackwright.common.Threads;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds what is new below {@code datasets/} and {@code incoming/} by listing, and has it handled as an event: in rounds,
 * on a daemon thread of its own from {@link #start} on. Close it.
 *
 * <p>What a round costs: at most {@code mostKeys} keys are listed below each of the two, a thousand a request; where
 * there are more, the next round goes on where this one ended. What was settled is remembered by key, ETag and time of
 * writing, in about a hundred bytes each, and costs nothing more, as far as {@value #MOST_REMEMBERED} objects below each
 * of the two; what is beyond is held against its marks in each round. After a start nothing is remembered: then each
 * object that asks for something is held against its marks in the store once, with three requests. So what was uploaded
 * while no server ran is handled, and what was handled before is not. What should be told again, or failed in an
 * unforeseen way, waits, twice as long each time and at most an hour, and stops no other.
 */
public final class BucketPoller implements AutoCloseable {

    /** Ten requests for each of the two prefixes and round. */
    public static final int MOST_KEYS = 10_000;

    private static final System.Logger LOG = System.getLogger(BucketPoller.class.getName());

    private static final int MOST_REMEMBERED = 1_000_000;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** For an object that is being handled when it ends; what is not done by then is found again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final Function<Notice, EventOutcome> handler;
    private final InstantSource clock;
    private final Duration interval;
    private final Backoff retry;
    private final int mostKeys;
    private final int mostRemembered;
    private final List<Prefix> prefixes = List.of(new Prefix(BucketLayout.DATASETS), new Prefix(BucketLayout.INCOMING));
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.daemons("watcher"));
    private volatile boolean closing;
    private boolean failing;

    /**
     * @param handler called for one object after the other
     * @param interval from the end of one round to the next; the shortest time until something that failed is tried again
     * @param mostKeys listed below each prefix in one round, 1 or more
     */
    public BucketPoller(
            ObjectStore store,
            Function<Notice, EventOutcome> handler,
            InstantSource clock,
            Duration interval,
            int mostKeys) {
        this(store, handler, clock, interval, mostKeys, MOST_REMEMBERED);
    }

    BucketPoller(
            ObjectStore store,
            Function<Notice, EventOutcome> handler,
            InstantSource clock,
            Duration interval,
            int mostKeys,
            int mostRemembered) {
        if (mostKeys < 1) {
            throw new IllegalArgumentException("mostKeys: expected 1 or more, found " + mostKeys);
        }
        this.store = store;
        this.handler = handler;
        this.clock = clock;
        this.interval = interval;
        this.retry = Backoff.endless(interval.compareTo(LONGEST_WAIT) < 0 ? interval : LONGEST_WAIT, LONGEST_WAIT);
        this.mostKeys = mostKeys;
        this.mostRemembered = mostRemembered;
    }

    /** Begins; once. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::tryRound, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryRound() {
        try {
            round(() -> closing);
            failing = false;
        } catch (RuntimeException | Error e) {
            LOG.log(failing ? DEBUG : WARNING, "the store cannot be watched, trying on", e);
            failing = true;
        }
    }

    /**
     * Looks once. One round at a time.
     *
     * @param stop asked before each object
     * @throws dev.stackwright.store.ObjectStore.StoreException when the store cannot be listed; the next round goes on
     */
    void round(BooleanSupplier stop) {
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
                if (EventRouting.asks(object.key().value())) {
                    meet(prefix, object);
                }
                prefix.after = object.key().value();
            }
        }
        if (listed < mostKeys) {
            prefix.beginAnew();
        }
    }

    private void meet(Prefix prefix, ObjectSummary object) {
        long name = fingerprint(object);
        Wait wait = prefix.known.getOrDefault(name, Wait.NONE);
        if (!clock.instant().isBefore(wait.until)) {
            wait = handled(object, wait.times == 0)
                    ? Wait.FOR_EVER
                    : new Wait(wait.times + 1, clock.instant().plus(retry.delay(wait.times + 1)));
        }
        if (prefix.seen.size() < mostRemembered) {
            prefix.seen.put(name, wait);
        }
    }

    /** Whether that is the end of it. */
    private boolean handled(ObjectSummary object, boolean first) {
        try {
            return !handler.apply(new Notice.Created(event(object))).retryHelps();
        } catch (RuntimeException | Error e) {
            LOG.log(first ? WARNING : DEBUG, "the upload " + object.key() + " cannot be handled, trying on", e);
            return false;
        }
    }

    private BucketEvent event(ObjectSummary object) {
        Instant written = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        String version = BucketEvent.version(null, object.etag().replace("\"", ""), written.toString());
        return new BucketEvent(store.bucket(), object.key().value(), version, null, object.size(), written);
    }

    /** 64 bits of a digest: short to remember, and too long for two of a million to meet. */
    private static long fingerprint(ObjectSummary object) {
        String version = object.key() + "\n" + object.etag() + "\n" + object.lastModified();
        return Long.parseUnsignedLong(
                Sha256.of(version.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16), 16);
    }

    /** @param times how often it failed */
    private record Wait(int times, Instant until) {
        static final Wait NONE = new Wait(0, Instant.MIN);

        /** Of what is settled. */
        static final Wait FOR_EVER = new Wait(0, Instant.MAX);
    }

    /** What is known below one prefix. */
    private static final class Prefix {
        private final String name;
        private Map<Long, Wait> known = new HashMap<>();
        private Map<Long, Wait> seen = new HashMap<>();
        private String after = "";

        Prefix(String name) {
            this.name = name;
        }

        /** All was seen once: what is gone is forgotten. */
        void beginAnew() {
            known = seen;
            seen = new HashMap<>();
            after = "";
        }
    }
}
