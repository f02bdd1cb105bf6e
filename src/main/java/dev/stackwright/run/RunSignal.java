package dev.stackwright.run;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a worker of the same process when a run was submitted. Thread-safe. */
public final class RunSignal {

    private final Semaphore work = new Semaphore(0);

    void wake() {
        work.release();
    }

    /** Waits until woken, or for {@code atMost}. */
    void await(Duration atMost) throws InterruptedException {
        if (work.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            work.drainPermits();
        }
    }
}
