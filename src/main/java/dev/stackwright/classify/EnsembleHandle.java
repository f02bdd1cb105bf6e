package dev.stackwright.classify;

import dev.stackwright.ensemble.Predictor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use an ensemble until this is closed, whatever is promoted meanwhile. Close it, once or more often. */
public final class EnsembleHandle implements AutoCloseable {

    private final Counted counted;
    private final AtomicBoolean closed = new AtomicBoolean();

    EnsembleHandle(Counted counted) {
        this.counted = counted;
    }

    /** Stays open as long as the lease does; do not close it. */
    public Predictor ensemble() {
        if (closed.get()) {
            throw new IllegalStateException("the lease was closed before");
        }
        return counted.ensemble();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            counted.release();
        }
    }
}
