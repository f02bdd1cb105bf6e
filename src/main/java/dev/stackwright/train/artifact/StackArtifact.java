package dev.stackwright.train.artifact;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.artifact.ArrayBlobs.MissingException;
import java.util.Optional;

/** The stack of a run in the store, as {@link MemberArtifact} keeps members: {@code stack.json} last. Thread-safe. */
public final class StackArtifact {

    private final ObjectStore store;
    private final ObjectKey document;
    private final ArrayBlobs tables;

    /** @param folder the stack's own */
    public StackArtifact(ObjectStore store, ObjectKey folder) {
        this.store = store;
        this.document = folder.resolve("stack.json");
        this.tables = new ArrayBlobs(new ContentStore(store, folder));
    }

    /** The stack, or empty where it was not made yet, or is damaged. */
    public Optional<TrainedStack> find() {
        try {
            return store.read(document)
                    .map(json -> Json.read(json, StackDocument.class, "stack at " + document))
                    .map(found -> found.outcome(tables));
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Keeps a stack; one that is there already and whole stays. */
    public void keep(TrainedStack made) {
        byte[] json = Json.bytes(StackDocument.keep(made, tables));
        if (!store.create(document, json) && find().isEmpty()) {
            store.put(document, json);
        }
    }
}
