package dev.stackwright.ensemble;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.ensemble.EnsembleRepository.PromotedMeanwhileException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.store.Journal;
import dev.stackwright.store.Journal.Entries;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbered promotions of ensembles; the highest that can be read is in force. Thread-safe, also across processes.
 */
final class Promotions {

    private static final System.Logger LOG = System.getLogger(Promotions.class.getName());
    private static final DocumentSchema<Promotion> SCHEMA = new DocumentSchema<>(Promotion.class, 1);

    private final ObjectStore store;
    private final Clock clock;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Promotions(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Promotion promote(EnsembleName name, EnsembleVersion version, String by, String why) {
        return journal(name)
                .update(entries -> Optional.of(next(entries, version, by, why)))
                .orElseThrow();
    }

    /** As {@link #promote}, unless there is a promotion of this version by {@code by}: then that one. */
    Promotion promoteOnce(EnsembleName name, EnsembleVersion version, String by, String why) {
        return journal(name)
                .update(entries -> entries.readable().stream()
                        .filter(p -> p.by().equals(by) && p.version().equals(version))
                        .findFirst()
                        .or(() -> Optional.of(next(entries, version, by, why))))
                .orElseThrow();
    }

    /**
     * Promotes the version that was in force before the present one.
     *
     * @throws UnknownEnsembleException when there is none
     * @throws PromotedMeanwhileException when another was promoted while this was decided; then nothing is done
     */
    Promotion rollback(EnsembleName name, String by, String why) {
        Journal<Promotion> journal = journal(name);
        Entries<Promotion> entries = journal.entries();
        List<Promotion> all = entries.readable();
        EnsembleVersion before = before(all)
                .orElseThrow(() -> new UnknownEnsembleException("nothing to roll " + name
                        + " back to: expected an earlier promotion of another version, found " + all.size()
                        + " promotion(s)"));
        Promotion promotion = next(entries, before, by, why);
        if (journal.append(promotion)) {
            return promotion;
        }
        throw new PromotedMeanwhileException(name);
    }

    /** The promotion that counts; one that cannot be read is logged once and passed over. */
    Optional<Promotion> inForce(EnsembleName name) {
        Entries<Promotion> entries = entries(name);
        entries.latest().ifPresent(latest -> {
            if (latest instanceof Entry.Damaged<Promotion> damaged && warned.add(damaged.fault())) {
                LOG.log(WARNING, "{0}: the promotion before it stays in force. {1}", name, damaged.fault());
            }
        });
        return entries.latestReadable();
    }

    /** The promotions as they are now, damaged ones too. */
    Entries<Promotion> entries(EnsembleName name) {
        return journal(name).entries();
    }

    private Promotion next(Entries<Promotion> entries, EnsembleVersion version, String by, String why) {
        return new Promotion(entries.next(), version, clock.instant(), by, why);
    }

    private Journal<Promotion> journal(EnsembleName name) {
        return new Journal<>(store, Keys.promotions(name), Keys.PROMOTION_DIGITS, SCHEMA, Promotion::number);
    }

    private static Optional<EnsembleVersion> before(List<Promotion> oldestFirst) {
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
}
