package dev.stackwright.run;

import dev.stackwright.common.Json;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.artifact.MemberArtifact;
import dev.stackwright.train.artifact.StackArtifact;
import java.time.Instant;
import java.util.Optional;

/**
 * What the stages of one run leave for each other below {@code runs/<run>/}: {@code plan.json} (create-only) with the
 * dataset's index beside it, {@code members/<network>/} and {@code stack/}. Thread-safe.
 */
final class RunArtifacts {

    private final ObjectStore store;
    private final ObjectKey root;
    private final ContentStore blobs;

    RunArtifacts(ObjectStore store, RunId run) {
        this.store = store;
        this.root = new ObjectKey("runs/" + run);
        this.blobs = new ContentStore(store, root.resolve("plan"));
    }

    /** Who carries the run out; a worker where nothing says otherwise. */
    LaunchDocument launch() {
        ObjectKey key = root.resolve("launch.json");
        return store.read(key)
                .map(json -> Json.read(json, LaunchDocument.class, "launch at " + key))
                .orElse(LaunchDocument.worker());
    }

    /** Keeps a launch, and returns the one that counts: that of whoever was first. */
    LaunchDocument keep(LaunchDocument launch) {
        return store.create(root.resolve("launch.json"), Json.bytes(launch)) ? launch : launch();
    }

    Optional<Prepared> prepared() {
        return store.read(root.resolve("plan.json"))
                .map(json -> Json.read(json, Prepared.class, "plan at " + root.resolve("plan.json")));
    }

    /**
     * Keeps the index, then the plan.
     *
     * @param request with every choice made
     * @return the plan that counts: that of whoever was first
     */
    Prepared keep(TrainRequest request, DatasetIndex index, Instant at) {
        Prepared made = new Prepared(Prepared.SCHEMA, request, index.digest(), blobs.keep(Json.bytes(index)), at);
        if (store.create(root.resolve("plan.json"), Json.bytes(made))) {
            return made;
        }
        return prepared().orElseThrow(() -> new IllegalStateException(root + "/plan.json was there and is gone"));
    }

    DatasetIndex index(Prepared prepared) {
        byte[] json = blobs.find(prepared.index())
                .orElseThrow(() -> new IllegalStateException(
                        "the dataset's index of " + root + " is gone or damaged; submit the run again"));
        return Json.read(json, DatasetIndex.class, "dataset's index of " + root);
    }

    MemberArtifact member(String network) {
        return new MemberArtifact(store, root.resolve("members").resolve(network));
    }

    StackArtifact stack() {
        return new StackArtifact(store, root.resolve("stack"));
    }
}
