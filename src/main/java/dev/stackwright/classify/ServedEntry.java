package dev.stackwright.classify;

import dev.stackwright.classify.ReloadPolicy.LoadFailure;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Predictor;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What is served under one name. Not thread-safe: guarded by the lock of {@link ServedEnsembles}. */
final class ServedEntry {

    /** Held by this entry until it is replaced or the entry is dropped. */
    Shared<Predictor> current;

    /** When that took over. */
    Instant since;

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

    ServedEntry(Shared<Predictor> current, Instant now) {
        this.current = current;
        this.since = now;
        this.checkedAt = now;
    }

    EnsembleVersion version() {
        return current.value().manifest().version();
    }

    ServedView view(EnsembleName name, Optional<LoadFailure> failure) {
        Optional<String> problem = failure.map(
                        f -> f.version() + ": " + f.cause().getMessage())
                .or(() -> Optional.ofNullable(unreachable));
        return new ServedView(name, version(), since, current.others(), Optional.ofNullable(loading), problem);
    }

    /** The right to use an ensemble until this is closed, whatever is promoted meanwhile. Close it, once or more often. */
    public static final class EnsembleHandle implements AutoCloseable {

        private final Shared<Predictor> shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        EnsembleHandle(Shared<Predictor> shared) {
            this.shared = shared;
        }

        /** Stays open as long as this handle does; do not close it. */
        public Predictor ensemble() {
            if (closed.get()) {
                throw new IllegalStateException("the handle was closed before");
            }
            return shared.value();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                shared.release();
            }
        }
    }
}
