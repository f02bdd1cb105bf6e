package dev.stackwright.classify;

import dev.stackwright.ensemble.Predictor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use an ensemble until this is closed, whatever is promoted meanwhile. Close it, once or more often. */
public final class EnsembleHandle implements AutoCloseable {

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
