package dev.stackwright.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.JsonErrors;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.event.EventRouting.Task;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.Runs;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Starts a run for a dataset or a {@code train.json}, under an id that follows from the event. */
final class TrainAction {

    private static final String ENSEMBLE = "ensemble";
    private static final String DATASET = "dataset";
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
        return submit(event, TrainRequest.of(task.ensemble(), event.url()));
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
            return submit(event, request(json.get(), task));
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

    /**
     * A {@code train.json}: the body of {@code POST /train}, in which dataset and ensemble may be left out.
     *
     * @throws InvalidRequestException naming the field at fault
     */
    private TrainRequest request(byte[] json, Task.TrainFile task) {
        ObjectNode tree = object(json);
        if (!tree.hasNonNull(DATASET)) {
            tree.put(DATASET, "s3://" + store.bucket() + "/" + task.folder());
        }
        if (!tree.hasNonNull(ENSEMBLE)) {
            tree.put(
                    ENSEMBLE,
                    task.ensemble()
                            .orElseThrow(() -> new InvalidRequestException(
                                    ENSEMBLE,
                                    "expected the name of an ensemble, as the folder's name gives none; found nothing"))
                            .value());
        }
        try {
            return Json.mapper().treeToValue(tree, TrainRequest.class);
        } catch (JsonProcessingException e) {
            JsonErrors.Fault fault = JsonErrors.mismatch(e, tree);
            throw new InvalidRequestException(Objects.requireNonNullElse(fault.field(), ""), fault.message());
        }
    }

    private static ObjectNode object(byte[] json) {
        try {
            JsonNode tree = Json.mapper().readTree(json);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new InvalidRequestException("", "expected a JSON object, found " + kind(tree));
        } catch (IOException e) {
            throw new InvalidRequestException("", JsonErrors.malformed(e).message());
        }
    }

    private static String kind(JsonNode tree) {
        return tree.isMissingNode() ? "nothing" : tree.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static EventOutcome gone(BucketEvent event) {
        return EventOutcome.of(Status.IGNORED, event, "the object is gone");
    }

    private static EventOutcome refused(BucketEvent event, String why) {
        return EventOutcome.of(Status.REFUSED, event, why);
    }
}
