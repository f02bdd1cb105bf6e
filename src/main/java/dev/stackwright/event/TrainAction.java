package dev.stackwright.event;

import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.Runs;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.util.Optional;

/** Starts a run for a dataset or a {@code train.json}, under an id that follows from the event. */
final class TrainAction {

    private static final long MOST_BYTES = 64 << 10;

    private final ObjectStore store;
    private final Runs runs;
    private final RunPlanner planner;

    TrainAction(ObjectStore store, Runs runs, RunPlanner planner) {
        this.store = store;
        this.runs = runs;
        this.planner = planner;
    }

    EventOutcome start(BucketEvent event, Task.TrainZip task) {
        if (store.head(task.zip()).isEmpty()) {
            return gone(event);
        }
        return submit(event, request(task, event.url()));
    }

    EventOutcome start(BucketEvent event, Task.TrainFile task) {
        Optional<ObjectSummary> head = store.head(task.file());
        Optional<byte[]> json = head.filter(h -> h.size() <= MOST_BYTES).flatMap(h -> store.read(task.file()));
        if (head.isEmpty() || (head.get().size() <= MOST_BYTES && json.isEmpty())) {
            return gone(event);
        }
        if (json.isEmpty()) {
            return refused(
                    event,
                    "expected at most " + MOST_BYTES + " bytes, found "
                            + head.get().size());
        }
        try {
            return submit(event, TrainFile.read(json.get(), store.bucket(), task));
        } catch (InvalidRequestException e) {
            return refused(event, (e.field().isEmpty() ? "" : e.field() + ": ") + e.getMessage());
        }
    }

    /** Stops the run of an event that came too late, where an earlier telling of it had started one. */
    void withdraw(BucketEvent event) {
        RunId run = run(event);
        if (runs.find(run).filter(view -> !view.state().phase().ended()).isPresent()) {
            runs.cancel(run);
        }
    }

    /** Follows from the event alone, so that each telling of it means the same run. */
    static RunId run(BucketEvent event) {
        return RunId.of(event.time(), event.digest());
    }

    private EventOutcome submit(BucketEvent event, TrainRequest request) {
        RunPlan plan = planner.plan(request, RunPlanner.Origin.REMOTE);
        return EventOutcome.started(event, runs.submitOnce(run(event), plan).run());
    }

    private static TrainRequest request(Task.TrainZip task, String url) {
        return TrainRequest.of(task.ensemble(), url);
    }

    private static EventOutcome gone(BucketEvent event) {
        return EventOutcome.of(Status.IGNORED, event, "the object is gone");
    }

    private static EventOutcome refused(BucketEvent event, String why) {
        return EventOutcome.of(Status.REFUSED, event, why);
    }
}
