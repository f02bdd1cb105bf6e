package dev.stackwright.train.kept;

import dev.stackwright.json.Json;
import dev.stackwright.json.MalformedJsonException;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.StackOutcome;
import dev.stackwright.train.kept.Tables.MissingException;
import java.util.Optional;

/** The stack of a run in the store, as {@link MemberFolder} keeps members: {@code stack.json} last. Thread-safe. */
public final class StackFolder {

    private final ObjectStore store;
    private final ObjectKey document;
    private final Tables tables;

    /** @param folder the stack's own */
    public StackFolder(ObjectStore store, ObjectKey folder) {
        this.store = store;
        this.document = folder.resolve("stack.json");
        this.tables = new Tables(new Blobs(store, folder));
    }

    /** The stack, or empty where it was not made yet, or is damaged. */
    public Optional<StackOutcome> find() {
        try {
            return store.read(document)
                    .map(json -> Json.read(json, StackDocument.class, "stack at " + document))
                    .map(found -> found.outcome(tables));
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Keeps a stack; one that is there already and whole stays. */
    public void keep(StackOutcome made) {
        byte[] json = Json.bytes(StackDocument.keep(made, tables));
        if (!store.create(document, json) && find().isEmpty()) {
            store.put(document, json);
        }
    }
}
