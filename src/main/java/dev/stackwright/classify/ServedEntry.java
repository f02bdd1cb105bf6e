package dev.stackwright.classify;

import dev.stackwright.classify.ReloadPolicy.LoadFailure;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is served under one name. Not thread-safe: guarded by the lock of {@link ServedEnsembles}. */
final class ServedEntry {

    /** Held by this slot until it is replaced or the slot is dropped. */
    Counted current;

    /** When the store was last looked at for a promotion. */
    Instant checkedAt;

    /** Whether a look is under way or waits for its turn. */
    boolean checking;

    /** The number of its last use; the lowest makes room. */
    long lastUse;

    /** What is being loaded to take over. */
    @Nullable
    EnsembleVersion loading;

    /** Why the last look failed, if it did. */
    @Nullable
    String unreachable;

    ServedEntry(Counted current, Instant checkedAt) {
        this.current = current;
        this.checkedAt = checkedAt;
    }

    EnsembleVersion version() {
        return current.ensemble().manifest().version();
    }

    ServedView view(EnsembleName name, Optional<LoadFailure> failure) {
        Optional<String> problem = failure.map(
                        f -> f.version() + ": " + f.cause().getMessage())
                .or(() -> Optional.ofNullable(unreachable));
        return new ServedView(
                name, version(), current.since(), current.leases(), Optional.ofNullable(loading), problem);
    }
}
