package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.run.RunState.RunHistory;
import dev.stackwright.run.Runs.UnknownRunException;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.Journal;
import dev.stackwright.store.Journal.Entries;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The documents of runs: {@code runs/<run>/request.json}, {@code launch.json} and the journal {@code state/<n>.json}
 * (create-only), {@code progress.json} or, of stages, {@code progress/<stage>.json} (replaced whole), {@code cancel.json}
 * (create-only). What cannot be read is a {@link MalformedJsonException} that says what to do. Thread-safe, also across
 * processes.
 */
final class RunStore {

    static final String FOLDER = BucketLayout.RUNS;

    private static final System.Logger LOG = System.getLogger(RunStore.class.getName());
    private static final DocumentSchema<TrainRequest> REQUEST = new DocumentSchema<>(TrainRequest.class, 2);
    private static final DocumentSchema<RunState> STATE = new DocumentSchema<>(RunState.class, 1);
    private static final DocumentSchema<ProgressDocument> PROGRESS = new DocumentSchema<>(ProgressDocument.class, 1);
    private static final DocumentSchema<CancelRequest> CANCEL = new DocumentSchema<>(CancelRequest.class, 1);

    /** Of so many runs that were asked for last what never changes is remembered; some 10 MB. */
    private static final int MOST_REMEMBERED = 10_000;

    private final ObjectStore store;
    private final Map<RunId, LaunchDocument> launches = recent();
    private final Map<RunId, RunView> ended = recent();
    private final Map<RunId, String> warned = recent();

    RunStore(ObjectStore store) {
        this.store = store;
    }

    /** Writes the request, how it is launched, then the first state; a run without a state does not exist. */
    boolean create(RunId run, TrainRequest request, LaunchDocument launch, RunState first) {
        return store.create(key(run, "request.json"), REQUEST.write(request, request.leastSchema()))
                && begin(run, launch, first);
    }

    /** As {@link #create}, but also ends what a process began that died between two writes. */
    boolean createOnce(RunId run, TrainRequest request, LaunchDocument launch, RunState first) {
        store.create(key(run, "request.json"), REQUEST.write(request, request.leastSchema()));
        return begin(run, launch, first);
    }

    private boolean begin(RunId run, LaunchDocument launch, RunState first) {
        launches.put(run, new RunArtifacts(store, run).keep(launch));
        return append(run, first);
    }

    /** How a run that has a state is launched: what was written first is so for good. */
    LaunchDocument launch(RunId run) {
        LaunchDocument known = launches.get(run);
        if (known == null) {
            known = new RunArtifacts(store, run).launch();
            launches.put(run, known);
        }
        return known;
    }

    /** Makes the transition to {@code next}, and answers whether it was this caller who made it. */
    boolean append(RunId run, RunState next) {
        return journal(run).append(next);
    }

    /**
     * Makes the transition that is decided on the latest state, again where another was quicker.
     *
     * @param decide gives the next state, or the latest, which stays
     * @return the latest state then
     */
    RunState update(RunId run, Function<RunState, RunState> decide) {
        return journal(run)
                .update(entries -> Optional.of(decide.apply(
                        latest(run, entries).orElseThrow(() -> new UnknownRunException("there is no run " + run)))))
                .orElseThrow();
    }

    /**
     * Lets go of what a run's trainings could have gone on from, where it has ended; told of every state that may end one.
     *
     * @return {@code state}
     */
    RunState ended(RunId run, RunState state) {
        if (state.phase().ended()) {
            new RunArtifacts(store, run).forgetCheckpoints();
        }
        return state;
    }

    /**
     * The same, told by whoever was at work on a run and stops: another may have ended it meanwhile, and what was kept since
     * would stay.
     */
    void left(RunId run) {
        try {
            latest(run).ifPresent(state -> ended(run, state));
        } catch (StoreException | MalformedJsonException e) {
            LOG.log(WARNING, "run {0}: whether it has ended could not be read; checkpoints may stay: {1}", run, e);
        }
    }

    /** Run ids in the bucket, oldest first; some may have no state yet. */
    List<RunId> ids() {
        return store.children(FOLDER).stream()
                .filter(RunId::isValid)
                .map(RunId::new)
                .sorted()
                .toList();
    }

    /** The first run id from {@code after} on, itself left out. */
    Optional<RunId> next(String after) {
        try (Stream<ObjectSummary> listed = store.list(FOLDER, FOLDER + after)) {
            return listed.map(object -> object.key().value().split("/", 3)[1])
                    .filter(RunId::isValid)
                    .map(RunId::new)
                    .findFirst();
        }
    }

    /** The states of a run that can be read, of which the last one must be. */
    Optional<RunHistory> history(RunId run) {
        Entries<RunState> entries = journal(run).entries();
        return latest(run, entries).map(latest -> new RunHistory(entries.readable()));
    }

    Optional<RunState> latest(RunId run) {
        return latest(run, journal(run).entries());
    }

    private static Optional<RunState> latest(RunId run, Entries<RunState> entries) {
        return entries.latest().map(entry -> {
            if (entry instanceof Entry.Written<RunState> written) {
                return written.value();
            }
            throw new MalformedJsonException(advised(run, ((Entry.Damaged<RunState>) entry).fault()), null);
        });
    }

    Optional<RunView> view(RunId run) {
        RunView known = ended.get(run);
        return known != null ? Optional.of(known) : latest(run).flatMap(latest -> view(run, latest));
    }

    /**
     * Whether a rule of the bucket is deleting an ended run by age: what was written at its submission is gone, and what was
     * written after a midnight goes a day later.
     */
    private boolean isExpiring(RunId run, RunState latest) {
        return latest.phase().ended()
                && Stream.of("request.json", "launch.json")
                        .allMatch(name -> store.head(key(run, name)).isEmpty());
    }

    private Optional<RunView> view(RunId run, RunState latest) {
        RunView view;
        try {
            view = new RunView(
                    run,
                    request(run),
                    latest,
                    progress(run).flatMap(ProgressDocument::latest).orElse(null),
                    launch(run).execution());
        } catch (MalformedJsonException e) {
            if (isExpiring(run, latest)) {
                return Optional.empty();
            }
            throw e;
        }
        if (latest.phase().ended()) {
            ended.put(run, view);
        }
        return Optional.of(view);
    }

    /** Says of a run once that it is passed over. */
    void passOver(RunId run, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(warned.put(run, message))) {
            LOG.log(WARNING, "run {0}: what cannot be read is passed over: {1}", run, message);
        }
    }

    TrainRequest request(RunId run) {
        byte[] json = store.read(key(run, "request.json"))
                .orElseThrow(() ->
                        new MalformedJsonException(advised(run, key(run, "request.json") + " is gone"), null));
        return read(REQUEST, json, run, key(run, "request.json"));
    }

    Optional<ProgressDocument> progress(RunId run) {
        if (!launch(run).how().isElsewhere()) {
            return progress(run, key(run, "progress.json"));
        }
        try (Stream<ObjectSummary> listed = store.list(FOLDER + run + "/progress/")) {
            return ProgressDocument.merged(listed.flatMap(summary -> progress(run, summary.key()).stream())
                    .toList());
        }
    }

    private Optional<ProgressDocument> progress(RunId run, ObjectKey key) {
        try {
            return store.read(key).map(json -> read(PROGRESS, json, run, key));
        } catch (MalformedJsonException e) {
            passOver(run, e); // the next beat writes it anew
            return Optional.empty();
        }
    }

    /** What changes with each beat of a run that one process carries out; empty before the first. */
    String beat(RunId run) {
        return store.head(key(run, "progress.json"))
                .map(head -> head.etag() + head.lastModified())
                .orElse("");
    }

    /** @param stage where one alone is done: each has its own, so that those that go on at once do not disturb others */
    void putProgress(RunId run, Optional<Stage.Request> stage, ProgressDocument document) {
        String name = stage.map(part -> "progress/" + part.name()).orElse("progress");
        store.put(key(run, name + ".json"), PROGRESS.write(document));
    }

    /** Leaves the mark that asks a run to stop; the first one counts. */
    void requestCancel(RunId run, CancelRequest request) {
        store.create(key(run, "cancel.json"), CANCEL.write(request));
    }

    boolean cancelRequested(RunId run) {
        return store.head(key(run, "cancel.json")).isPresent();
    }

    /** @param by who asked */
    record CancelRequest(Instant at, String by) {}

    private Journal<RunState> journal(RunId run) {
        return new Journal<>(store, FOLDER + run + "/state/", 1, STATE, RunState::number);
    }

    static <T> T read(DocumentSchema<T> schema, byte[] json, RunId run, ObjectKey key) {
        try {
            return schema.read(json, key.value());
        } catch (DocumentSchema.NewerSchemaException e) {
            throw e;
        } catch (MalformedJsonException e) {
            throw new MalformedJsonException(advised(run, String.valueOf(e.getMessage())), e);
        }
    }

    /** @param fault ends in a full stop where it says already how to mend the object */
    private static String advised(RunId run, String fault) {
        return fault + (fault.endsWith(".") ? " Else" : ". Put back the object as it was, or") + " delete all below "
                + FOLDER + run + "/ and ask for the run again";
    }

    private static ObjectKey key(RunId run, String below) {
        return new ObjectKey(FOLDER + run + "/" + below);
    }

    private static <T> Map<RunId, T> recent() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RunId, T> eldest) {
                return size() > MOST_REMEMBERED;
            }
        });
    }
}
