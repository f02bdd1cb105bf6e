package dev.stackwright.train.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.artifact.ArrayBlobs.Array;
import dev.stackwright.train.artifact.ArrayBlobs.MissingException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a run in the store, as {@link MemberArtifact} keeps members: {@code stack.json} last. Thread-safe. Every
 * method throws {@link TrainingException} where a newer version of the product wrote the document.
 */
public final class StackArtifact {

    private static final DocumentSchema<Document> SCHEMA = new DocumentSchema<>(Document.class, 1);

    private final ObjectStore store;
    private final ObjectKey key;
    private final ArrayBlobs blobs;

    /** @param folder the stack's own */
    public StackArtifact(ObjectStore store, ObjectKey folder) {
        this.store = store;
        this.key = folder.resolve("stack.json");
        this.blobs = new ArrayBlobs(new ContentStore(store, folder));
    }

    /** The stack, or empty where it was not made yet, or is damaged. */
    public Optional<TrainedStack> find() {
        try {
            return store.read(key)
                    .map(json -> SCHEMA.read(json, "stack at " + key))
                    .map(found -> found.stack(blobs));
        } catch (NewerSchemaException e) {
            throw MemberArtifact.newer(e);
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Keeps a stack; one that is there already and whole stays. */
    public void keep(TrainedStack made) {
        byte[] json = SCHEMA.write(Document.keep(made, blobs));
        if (!store.create(key, json) && find().isEmpty()) {
            store.put(key, json);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            Stack stack,
            TrainedStack.Report report,
            Temperature temperature,
            @Nullable Array outOfFold,
            Instant at,
            Measurements work) {

        static Document keep(TrainedStack made, ArrayBlobs blobs) {
            return new Document(
                    made.stack(),
                    made.report(),
                    made.temperature(),
                    made.outOfFold().map(blobs::keep).orElse(null),
                    made.at(),
                    made.work());
        }

        TrainedStack stack(ArrayBlobs blobs) {
            return new TrainedStack(
                    stack, report, temperature, Optional.ofNullable(outOfFold).map(blobs::logits), at, work);
        }
    }
}
