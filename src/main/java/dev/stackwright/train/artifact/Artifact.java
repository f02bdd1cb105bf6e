package dev.stackwright.train.artifact;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.artifact.ArrayBlobs.MissingException;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A document in the store that names blobs beside it, which are there before it. Thread-safe.
 *
 * @param what names it in errors
 * @param restore what the document stands for, from it and its blobs
 */
record Artifact<D, T>(
        ObjectStore store,
        ObjectKey key,
        String what,
        DocumentSchema<D> schema,
        ArrayBlobs blobs,
        BiFunction<D, ArrayBlobs, T> restore) {

    /** @param folder for the document and its blobs */
    static <D, T> Artifact<D, T> in(
            ObjectStore store, ObjectKey folder, String what, Class<D> document, BiFunction<D, ArrayBlobs, T> restore) {
        return new Artifact<>(
                store,
                folder.resolve(what + ".json"),
                what,
                new DocumentSchema<>(document, 1),
                new ArrayBlobs(new ContentStore(store, folder)),
                restore);
    }

    /** The document as it is stored, or empty where there is none. */
    Optional<D> read() {
        return store.read(key).map(json -> schema.read(json, what + " at " + key));
    }

    /** What was kept, or empty where nothing was, or it is damaged. */
    Optional<T> find() {
        try {
            return read().map(document -> restore.apply(document, blobs));
        } catch (NewerSchemaException e) {
            throw newer(e);
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Keeps a document, whose blobs are kept; one that is there already and whole stays. */
    void keep(D document) {
        byte[] json = schema.write(document);
        if (!store.create(key, json) && find().isEmpty()) {
            store.put(key, json);
        }
    }

    static TrainingException newer(NewerSchemaException e) {
        return new TrainingException(e.getMessage() + " Or submit a new run", e);
    }
}
