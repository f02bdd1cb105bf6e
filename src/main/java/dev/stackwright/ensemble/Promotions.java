package dev.stackwright.ensemble;

import dev.stackwright.json.Json;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import dev.stackwright.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The numbered promotions of ensembles. A number is created once and never again, so of several writers exactly one
 * gets each; the others take the next. Thread-safe, also across processes.
 */
final class Promotions {

    /** Lost races in a row after which something other than other writers is at fault. */
    private static final int MOST_TRIES = 1000;

    private final ObjectStore store;
    private final Clock clock;

    Promotions(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Promotion promote(EnsembleName name, EnsembleVersion version, String by, String why) {
        long number = highest(name).orElse(0) + 1;
        for (int tries = 0; tries < MOST_TRIES; tries++, number++) {
            Promotion promotion = new Promotion(number, version, clock.instant(), by, why);
            if (store.create(Keys.promotion(name, number), Json.bytes(promotion))) {
                return promotion;
            }
        }
        throw taken(name, version);
    }

    private static StoreException taken(EnsembleName name, EnsembleVersion version) {
        return new StoreException(
                "cannot promote " + name + " " + version + ": the next " + MOST_TRIES
                        + " numbers were all taken; check that the store honours If-None-Match",
                null);
    }

    /** As {@link #promote}, unless there is a promotion of this version by {@code by}: then that one. */
    Promotion promoteOnce(EnsembleName name, EnsembleVersion version, String by, String why) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            List<Promotion> all = all(name);
            Optional<Promotion> own = all.stream()
                    .filter(p -> p.by().equals(by) && p.version().equals(version))
                    .findFirst();
            if (own.isPresent()) {
                return own.get();
            }
            // the very next number only: where another took it, it may have been the same writer
            long number = all.isEmpty() ? 1 : all.get(all.size() - 1).number() + 1;
            Promotion promotion = new Promotion(number, version, clock.instant(), by, why);
            if (store.create(Keys.promotion(name, number), Json.bytes(promotion))) {
                return promotion;
            }
        }
        throw taken(name, version);
    }

    Optional<Promotion> inForce(EnsembleName name) {
        OptionalLong highest = highest(name);
        return highest.isEmpty() ? Optional.empty() : Optional.of(read(name, highest.getAsLong()));
    }

    /** Oldest first. */
    List<Promotion> all(EnsembleName name) {
        return numbers(name).mapToObj(n -> read(name, n)).toList();
    }

    /** The version that was in force before the present one; decided by the promotions alone. */
    static Optional<EnsembleVersion> before(List<Promotion> oldestFirst) {
        if (oldestFirst.isEmpty()) {
            return Optional.empty();
        }
        EnsembleVersion present = oldestFirst.get(oldestFirst.size() - 1).version();
        for (int i = oldestFirst.size() - 2; i >= 0; i--) {
            if (!oldestFirst.get(i).version().equals(present)) {
                return Optional.of(oldestFirst.get(i).version());
            }
        }
        return Optional.empty();
    }

    private Promotion read(EnsembleName name, long number) {
        byte[] bytes = store.read(Keys.promotion(name, number))
                .orElseThrow(() -> new EnsembleDamagedException(
                        "promotion " + number + " of " + name + " was listed and is gone; promotions are never deleted",
                        null));
        return Json.read(bytes, Promotion.class, "promotion " + number + " of " + name);
    }

    private OptionalLong highest(EnsembleName name) {
        return numbers(name).max();
    }

    private LongStream numbers(EnsembleName name) {
        try (Stream<ObjectSummary> listed = store.list(Keys.promotions(name))) {
            return LongStream.of(listed.map(o -> Keys.promotionNumber(o.key()))
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .sorted()
                    .toArray());
        }
    }
}
