package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Clock;
import java.util.Optional;

/**
 * Writes how an attempt ended, and for that outlasts a store that is out of reach for minutes: what fails a run's training
 * is often the same outage. A run without that state would look as if its process had died. Thread-safe.
 */
final class RunEnding {

    private static final System.Logger LOG = System.getLogger(RunEnding.class.getName());

    private final RunStore runs;
    private final Clock clock;
    private final RunTimes times;

    RunEnding(RunStore runs, Clock clock, RunTimes times) {
        this.runs = runs;
        this.clock = clock;
        this.times = times;
    }

    /**
     * Writes the state after {@code running}. While it waits, the heart beats on, so that nobody takes the run up.
     *
     * @param told the progress, which each beat repeats
     * @param cancellation ends the waiting, as {@code givenBack} does: someone waits for this process to stop
     * @return false where another process took the run up or ended it
     * @throws StoreException when the store did not take it in all this time, or this process is to stop
     */
    boolean write(
            RunId run,
            RunState running,
            RunState next,
            RunProgress told,
            Cancellation cancellation,
            Cancellation givenBack) {
        StoreException first;
        try {
            return runs.append(run, next);
        } catch (StoreException e) {
            first = e;
        }
        try (RunHeartbeat heartbeat =
                new RunHeartbeat(runs, run, Optional.empty(), running, told, times, clock, cancellation, givenBack)) {
            heartbeat.start();
            return repeat(run, next, first, () -> cancellation.requested() || givenBack.requested());
        }
    }

    private boolean repeat(RunId run, RunState next, StoreException first, Cancellation stop) {
        Backoff retry = times.ending();
        StoreException latest = first;
        for (int tries = 1; tries < retry.tries(); tries++) {
            LOG.log(
                    WARNING,
                    "run {0}: that it is {1} could not be written, trying again: {2}",
                    run,
                    next.phase().text(),
                    latest.getMessage());
            try {
                retry.pause(tries, stop);
                return runs.append(run, next) || isWritten(run, next);
            } catch (StoreException e) {
                latest = e;
            } catch (CancelledException e) {
                throw latest;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw latest;
            }
        }
        throw latest;
    }

    /** Whether an earlier try was carried out although its answer was lost; the run may have gone on since. */
    private boolean isWritten(RunId run, RunState state) {
        return runs.history(run)
                .filter(history -> history.states().contains(state))
                .isPresent();
    }
}
