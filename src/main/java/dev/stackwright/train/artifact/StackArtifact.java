package dev.stackwright.train.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.artifact.ArrayBlobs.Array;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a run in the store, as {@link MemberArtifact} keeps members: {@code stack.json} last. Thread-safe. Every
 * method throws {@link TrainingException} where a newer version of the product wrote the document.
 */
public final class StackArtifact {

    private final Artifact<Document, TrainedStack> artifact;

    /** @param folder the stack's own */
    public StackArtifact(ObjectStore store, ObjectKey folder) {
        this.artifact = Artifact.in(store, folder, "stack", Document.class, Document::stack);
    }

    /** The stack, or empty where it was not made yet, or is damaged. */
    public Optional<TrainedStack> find() {
        return artifact.find();
    }

    /** Keeps a stack; one that is there already and whole stays. */
    public void keep(TrainedStack made) {
        artifact.keep(Document.keep(made, artifact.blobs()));
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
