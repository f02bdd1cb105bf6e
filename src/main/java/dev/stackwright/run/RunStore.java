package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The documents of runs: {@code runs/<run>/request.json}, {@code launch.json} and {@code state/<n>.json} (create-only,
 * the highest counts), {@code progress.json} or, of stages, {@code progress/<stage>.json} (replaced whole), {@code
 * cancel.json} (create-only). Thread-safe, also across processes.
 */
final class RunStore {

    private static final System.Logger LOG = System.getLogger(RunStore.class.getName());
    private static final Pattern STATE = Pattern.compile("([1-9][0-9]{0,8})\\.json");

    private final ObjectStore store;

    /** Ended runs never change, so that each is read once. */
    private final Map<RunId, RunState> endings = new ConcurrentHashMap<>();

    private final Set<RunId> unreadable = ConcurrentHashMap.newKeySet();

    private final Map<RunId, RunView> ended = new ConcurrentHashMap<>();

    private final LaunchDocuments launches;

    RunStore(ObjectStore store) {
        this.store = store;
        this.launches = new LaunchDocuments(store);
    }

    /** Writes the request, how it is launched, then the first state; a run without a state does not exist. */
    boolean create(RunId run, TrainRequest request, LaunchDocument launch, RunState first) {
        if (!store.create(key(run, "request.json"), Json.bytes(request))) {
            return false;
        }
        launches.keep(run, launch);
        return advance(run, first);
    }

    /** As {@link #create}, but also ends what a process began that died between two writes. */
    boolean createOnce(RunId run, TrainRequest request, LaunchDocument launch, RunState first) {
        store.create(key(run, "request.json"), Json.bytes(request));
        launches.keep(run, launch);
        return advance(run, first);
    }

    LaunchDocuments launches() {
        return launches;
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

    /** As {@link #view}, but passes over a run whose documents are not ours to read, so that it hides no other. */
    Optional<RunView> readableView(RunId run) {
        try {
            return view(run);
        } catch (MalformedJsonException | UnknownRunException e) {
            warnOnce(run, e);
            return Optional.empty();
        }
    }

    /** The last state, or empty where there is none or it cannot be read. */
    Optional<RunState> readableLatest(RunId run) {
        try {
            return latest(run);
        } catch (MalformedJsonException e) {
            warnOnce(run, e);
            return Optional.empty();
        }
    }

    Optional<RunState> latest(RunId run) {
        RunState known = endings.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        List<Integer> numbers = stateNumbers(run);
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        RunState latest = state(run, numbers.get(numbers.size() - 1));
        if (latest.phase().ended()) {
            endings.put(run, latest);
        }
        return Optional.of(latest);
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
                progress(run).flatMap(ProgressDocument::latest).orElse(null),
                launches.of(run).execution());
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
        if (!launches.of(run).isElsewhere()) {
            return progress(run, key(run, "progress.json"));
        }
        try (Stream<ObjectSummary> listed = store.list("runs/" + run + "/progress/")) {
            return ProgressDocument.merged(listed.flatMap(summary -> progress(run, summary.key()).stream())
                    .toList());
        }
    }

    private Optional<ProgressDocument> progress(RunId run, ObjectKey key) {
        return store.read(key).map(json -> Json.read(json, ProgressDocument.class, "progress of run " + run));
    }

    /** Of one stage; each has its own, so that stages that go on at once do not disturb each other. */
    void putProgress(RunId run, StageCall stage, ProgressDocument document) {
        store.put(key(run, "progress/" + stage.name() + ".json"), Json.bytes(document));
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
    record CancelRequest(Instant at, String by) {}

    private void warnOnce(RunId run, RuntimeException e) {
        if (unreadable.add(run)) {
            LOG.log(WARNING, "run {0} cannot be read and is passed over: {1}", run, e.getMessage());
        }
    }

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
