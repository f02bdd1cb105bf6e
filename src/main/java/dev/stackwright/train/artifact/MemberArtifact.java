package dev.stackwright.train.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.artifact.ArrayBlobs.Array;
import dev.stackwright.train.artifact.ArrayBlobs.MissingException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One member of a run in the store: blobs first, then the document {@code member.json}, which names them. Of two
 * processes that train the same member, the first document counts. Thread-safe.
 *
 * <p>Every method throws {@link TrainingException} where a newer version of the product wrote the document: it is neither
 * missing nor damaged, and is not replaced.
 */
public final class MemberArtifact {

    private final Artifact<Document, TrainedMember> artifact;

    /** @param folder the member's own */
    public MemberArtifact(ObjectStore store, ObjectKey folder) {
        this.artifact = Artifact.in(store, folder, "member", Document.class, Document::member);
    }

    /** The member without its network's weights, or empty where it was not made yet, or is damaged. */
    public Optional<TrainedMember> find() {
        return artifact.find();
    }

    /**
     * The weights that training gave the network, or empty where it left them as they were.
     *
     * @throws IllegalStateException when they are gone or damaged
     */
    public Optional<NetworkWeights> changedWeights(Network network) {
        try {
            return artifact.read()
                    .flatMap(found -> Optional.ofNullable(found.tensors)
                            .map(array -> artifact.blobs().weights(array, network, found.weights)));
        } catch (NewerSchemaException e) {
            throw Artifact.newer(e);
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the weights of " + network.name() + " at " + artifact.key() + " are gone or damaged: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Keeps a member; one that is there already and whole stays. */
    public void keep(TrainedMember.WithWeights made) {
        artifact.keep(Document.keep(made, artifact.blobs()));
    }

    /**
     * @param temperature that head and logits are divided by; absent where they are not
     * @param tensors the network's weights; absent where training left them as they were
     * @param seenMean middle of the features of training images, one row; absent in what older versions wrote
     * @param seenAxes directions in which they vary, channels by dimensions; absent likewise
     * @param nearCopies absent where there are none, and in what older versions wrote
     * @param remarks of how pixels were read; absent likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            Weights weights,
            @Nullable Array tensors,
            Origin origin,
            Array kernel,
            Array bias,
            @Nullable Temperature temperature,
            @Nullable PenaltySearch probe,
            Array training,
            boolean outOfFold,
            @Nullable Array trainingFeatures,
            Array validation,
            Array validationFeatures,
            @Nullable TrainingHistory curve,
            @Nullable Array seenMean,
            @Nullable Array seenAxes,
            List<RejectedImage> setAside,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<NearCopy> nearCopies,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<String> remarks,

            Measurements work) {

        static Document keep(TrainedMember.WithWeights made, ArrayBlobs blobs) {
            TrainedMember member = made.member();
            Head head = member.head();
            Outputs outputs = member.outputs();
            return new Document(
                    member.weights(),
                    member.origin().changedTheNetwork() ? blobs.keep(made.weights()) : null,
                    member.origin(),
                    blobs.keep(head.channels(), head.columns(), head.kernel()),
                    blobs.keep(1, head.columns(), head.bias()),
                    member.temperature().orElse(null),
                    member.probe().orElse(null),
                    blobs.keep(outputs.training()),
                    outputs.outOfFold(),
                    outputs.trainingFeatures().map(blobs::keep).orElse(null),
                    blobs.keep(outputs.validation()),
                    blobs.keep(outputs.validationFeatures()),
                    member.history().orElse(null),
                    member.seen()
                            .map(seen -> blobs.keep(1, seen.channels(), seen.mean()))
                            .orElse(null),
                    member.seen()
                            .map(seen -> blobs.keep(seen.channels(), seen.dimensions(), seen.axes()))
                            .orElse(null),
                    member.findings().setAside(),
                    member.findings().nearCopies(),
                    member.findings().remarks(),
                    member.work());
        }

        TrainedMember member(ArrayBlobs blobs) {
            return new TrainedMember(
                    weights,
                    origin,
                    // one column is a sigmoid unit for two labels
                    new Head(kernel.rows(), Math.max(2, kernel.columns()), blobs.floats(kernel), blobs.floats(bias)),
                    Optional.ofNullable(temperature),
                    Optional.ofNullable(probe),
                    new Outputs(
                            blobs.logits(training),
                            outOfFold,
                            Optional.ofNullable(trainingFeatures).map(blobs::matrix),
                            blobs.logits(validation),
                            blobs.matrix(validationFeatures)),
                    Optional.ofNullable(curve),
                    seenMean == null || seenAxes == null
                            ? Optional.empty()
                            : Optional.of(new FeatureSubspace(blobs.floats(seenMean), blobs.floats(seenAxes))),
                    new ImageFindings(
                            setAside,
                            Objects.requireNonNullElse(nearCopies, List.of()),
                            Objects.requireNonNullElse(remarks, List.of())),
                    work);
        }
    }
}
