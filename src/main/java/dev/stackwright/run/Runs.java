package dev.stackwright.run;

import java.util.List;
import java.util.Optional;

/** Runs in the store: submit, look, cancel; and the background worker that takes them one at a time. Thread-safe. */
public final class Runs implements AutoCloseable {

    Runs() {}

    /** Checks the request, stores it and queues the run. @throws IllegalArgumentException naming the field at fault */
    public RunView submit(TrainRequest request) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<RunView> find(RunId run) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Newest first. */
    public List<RunView> list() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Asks a run to stop; a queued one stops at once, a running one between two steps. */
    public RunView cancel(RunId run) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
