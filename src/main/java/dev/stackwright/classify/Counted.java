package dev.stackwright.classify;

import dev.stackwright.ensemble.Predictor;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A loaded ensemble with the count of those who hold it: its slot and each lease. The last one to let go closes it. */
final class Counted {

    private final Predictor ensemble;
    private final Instant since;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Held once, by the caller. */
    Counted(Predictor ensemble, Instant since) {
        this.ensemble = ensemble;
        this.since = since;
    }

    Predictor ensemble() {
        return ensemble;
    }

    Instant since() {
        return since;
    }

    int leases() {
        return Math.max(0, holders.get() - 1);
    }

    /** Only while the caller knows that another one holds it. */
    EnsembleHandle lease() {
        holders.incrementAndGet();
        return new EnsembleHandle(this);
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            ensemble.close();
        }
    }
}
