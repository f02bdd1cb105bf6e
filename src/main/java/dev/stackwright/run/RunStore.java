package dev.stackwright.run;

import dev.stackwright.json.Json;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The documents of runs: {@code runs/<run>/request.json}, {@code state/<n>.json} (create-only, the highest counts),
 * {@code progress.json} (replaced whole), {@code cancel.json} (create-only). Thread-safe, also across processes.
 */
final class RunStore {

    private static final Pattern STATE = Pattern.compile("([1-9][0-9]{0,8})\\.json");

    private final ObjectStore store;

    /** Ended runs never change, so that each is read once. */
    private final Map<RunId, RunView> ended = new ConcurrentHashMap<>();

    RunStore(ObjectStore store) {
        this.store = store;
    }

    /** Writes the request, then the first state; a run without a state does not exist. */
    boolean create(RunId run, TrainRequest request, RunState first) {
        return store.create(key(run, "request.json"), Json.bytes(request)) && advance(run, first);
    }

    /** Makes the transition to {@code next}, and answers whether it was this caller who made it. */
    boolean advance(RunId run, RunState next) {
        return store.create(key(run, "state/" + next.number() + ".json"), Json.bytes(next));
    }

    /** Run ids in the bucket, oldest first; some may have no state yet. */
    List<RunId> ids() {
        return store.children("runs/").stream()
                .filter(RunId::isValid)
                .map(RunId::new)
                .sorted()
                .toList();
    }

    Optional<RunHistory> history(RunId run) {
        List<RunState> states = new ArrayList<>();
        for (int number : stateNumbers(run)) {
            states.add(state(run, number));
        }
        return states.isEmpty() ? Optional.empty() : Optional.of(new RunHistory(states));
    }

    Optional<RunState> latest(RunId run) {
        RunView known = ended.get(run);
        if (known != null) {
            return Optional.of(known.state());
        }
        List<Integer> numbers = stateNumbers(run);
        return numbers.isEmpty() ? Optional.empty() : Optional.of(state(run, numbers.get(numbers.size() - 1)));
    }

    Optional<RunView> view(RunId run) {
        RunView known = ended.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<RunState> latest = latest(run);
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        RunView view = new RunView(
                run,
                request(run),
                latest.get(),
                progress(run).flatMap(ProgressDocument::latest).orElse(null));
        if (view.state().phase().ended()) {
            ended.put(run, view);
        }
        return Optional.of(view);
    }

    TrainRequest request(RunId run) {
        byte[] json = store.read(key(run, "request.json"))
                .orElseThrow(() -> new UnknownRunException("run " + run + " has no request.json"));
        return Json.read(json, TrainRequest.class, "request of run " + run);
    }

    Optional<ProgressDocument> progress(RunId run) {
        return store.read(key(run, "progress.json"))
                .map(json -> Json.read(json, ProgressDocument.class, "progress of run " + run));
    }

    void putProgress(RunId run, ProgressDocument document) {
        store.put(key(run, "progress.json"), Json.bytes(document));
    }

    /** Leaves the mark that asks a run to stop; the first one counts. */
    void requestCancel(RunId run, CancelRequest request) {
        store.create(key(run, "cancel.json"), Json.bytes(request));
    }

    boolean cancelRequested(RunId run) {
        return store.head(key(run, "cancel.json")).isPresent();
    }

    /** @param by who asked */
    record CancelRequest(java.time.Instant at, String by) {}

    private List<Integer> stateNumbers(RunId run) {
        try (Stream<ObjectSummary> listed = store.list("runs/" + run + "/state/")) {
            return listed.map(summary -> STATE.matcher(summary.key().fileName()))
                    .filter(Matcher::matches)
                    .map(matcher -> Integer.valueOf(matcher.group(1)))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private RunState state(RunId run, int number) {
        byte[] json = store.read(key(run, "state/" + number + ".json"))
                .orElseThrow(() -> new IllegalStateException("state " + number + " of run " + run + " is gone"));
        return Json.read(json, RunState.class, "state " + number + " of run " + run);
    }

    private static ObjectKey key(RunId run, String below) {
        return new ObjectKey("runs/" + run + "/" + below);
    }
}
