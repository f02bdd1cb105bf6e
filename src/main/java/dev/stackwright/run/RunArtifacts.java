package dev.stackwright.run;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.artifact.MemberArtifact;
import dev.stackwright.train.artifact.StackArtifact;
import dev.stackwright.train.finetune.Checkpoints;
import java.time.Instant;
import java.util.Optional;

/**
 * What the stages of one run leave for each other below {@code runs/<run>/}: {@code plan.json} (create-only) with the
 * dataset's index beside it, {@code members/<network>/} and {@code stack/};
 * {@code checkpoints/<network>/} of trainings under way. Thread-safe.
 */
final class RunArtifacts {

    private static final System.Logger LOG = System.getLogger(RunArtifacts.class.getName());

    private static final DocumentSchema<LaunchDocument> LAUNCH = new DocumentSchema<>(LaunchDocument.class, 1);
    private static final DocumentSchema<Prepared> PREPARED = new DocumentSchema<>(Prepared.class, 2);
    private static final DocumentSchema<DatasetIndex> INDEX = new DocumentSchema<>(DatasetIndex.class, 1);

    private final RunId run;
    private final ObjectStore store;
    private final ObjectKey root;
    private final ContentStore blobs;

    /**
     * The document {@code runs/<run>/plan.json}: what the stage prepare decided, for all others.
     *
     * @param request with every choice made
     * @param dataset digest of its content, which must stay the same
     * @param index the blob with the dataset's {@link DatasetIndex}
     */
    record Prepared(TrainRequest request, Sha256 dataset, Sha256 index, Instant at) {}

    RunArtifacts(ObjectStore store, RunId run) {
        this.run = run;
        this.store = store;
        this.root = new ObjectKey(RunStore.FOLDER + run);
        this.blobs = new ContentStore(store, root.resolve("plan"));
    }

    /** Who carries the run out; a worker where nothing says otherwise. */
    LaunchDocument launch() {
        return read(LAUNCH, "launch.json").orElse(LaunchDocument.worker());
    }

    /** Keeps a launch, and returns the one that counts: that of whoever was first. */
    LaunchDocument keep(LaunchDocument launch) {
        return store.create(root.resolve("launch.json"), LAUNCH.write(launch)) ? launch : launch();
    }

    Optional<Prepared> prepared() {
        return read(PREPARED, "plan.json");
    }

    private <T> Optional<T> read(DocumentSchema<T> schema, String name) {
        ObjectKey key = root.resolve(name);
        return store.read(key).map(json -> RunStore.read(schema, json, run, key));
    }

    /**
     * Keeps the index, then the plan.
     *
     * @param request with every choice made
     * @param dataset digest of all of its content, also of what {@code index} leaves out
     * @return the plan that counts: that of whoever was first
     */
    Prepared keep(TrainRequest request, Sha256 dataset, DatasetIndex index, Instant at) {
        Prepared made = new Prepared(request, dataset, blobs.keep(INDEX.write(index)), at);
        if (store.create(root.resolve("plan.json"), PREPARED.write(made, request.leastSchema()))) {
            return made;
        }
        return prepared().orElseThrow(() -> new IllegalStateException(root + "/plan.json was there and is gone"));
    }

    DatasetIndex index(Prepared prepared) {
        byte[] json = blobs.find(prepared.index())
                .orElseThrow(() -> new IllegalStateException(
                        "the dataset's index of " + root + " is gone or damaged; submit the run again"));
        return INDEX.read(json, "dataset's index of " + root);
    }

    MemberArtifact member(String network) {
        return new MemberArtifact(store, root.resolve("members").resolve(network));
    }

    /** Where trainings under way keep how far they came, by member; gone when the member is kept. */
    ObjectKey checkpoints() {
        return root.resolve("checkpoints");
    }

    /** Deletes what trainings kept to go on from; of a run that has ended nobody goes on. What stays is told in the log. */
    void forgetCheckpoints() {
        try {
            Checkpoints.clear(store, checkpoints());
        } catch (ObjectStore.StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "checkpoints of " + root + " could not be deleted", e);
        }
    }

    StackArtifact stack() {
        return new StackArtifact(store, root.resolve("stack"));
    }
}
