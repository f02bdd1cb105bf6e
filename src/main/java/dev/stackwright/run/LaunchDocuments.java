package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.store.ObjectStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How runs are launched, each read once: a run with a state has its {@code launch.json} for good. Thread-safe. */
final class LaunchDocuments {

    private static final System.Logger LOG = System.getLogger(LaunchDocuments.class.getName());

    private final ObjectStore store;
    private final Map<RunId, LaunchDocument> known = new ConcurrentHashMap<>();

    LaunchDocuments(ObjectStore store) {
        this.store = store;
    }

    /** Keeps a launch, and returns the one that counts: that of whoever was first. */
    LaunchDocument keep(RunId run, LaunchDocument launch) {
        LaunchDocument kept = new RunArtifacts(store, run).keep(launch);
        known.put(run, kept);
        return kept;
    }

    /** Of a run that has a state. */
    LaunchDocument of(RunId run) {
        return known.computeIfAbsent(run, id -> new RunArtifacts(store, id).launch());
    }

    /** Whether a worker may take it up; not where that cannot be read. */
    boolean isForWorkers(RunId run) {
        try {
            return !of(run).isElsewhere();
        } catch (MalformedJsonException e) {
            LOG.log(WARNING, "run {0} is passed over: {1}", run, e.getMessage());
            return false;
        }
    }
}
