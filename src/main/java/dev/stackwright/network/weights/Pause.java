package dev.stackwright.network.weights;

import java.time.Duration;

/** Waits; a parameter so that tests do not. */
@FunctionalInterface
interface Pause {

    Pause REAL = duration -> Thread.sleep(duration.toMillis());

    void of(Duration duration) throws InterruptedException;
}
