package dev.stackwright.train.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.dataset.RejectedImage;
import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.Made;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainingHistory;
import dev.stackwright.train.logistic.Probe;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The document of a trained member, written last: what it speaks of lies in blobs beside it.
 *
 * @param tensors the network's weights one after the other in its definition's order; absent where training left them
 *     as they were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MemberDocument(
        int schema,
        Weights weights,
        @Nullable Table tensors,
        Origin origin,
        Table kernel,
        Table bias,
        Probe.@Nullable Choice probe,
        Table training,
        boolean outOfFold,
        @Nullable Table trainingFeatures,
        Table validation,
        Table validationFeatures,
        @Nullable TrainingHistory curve,
        List<RejectedImage> setAside,
        Measurements work) {

    static final int SCHEMA = 1;

    MemberDocument {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected schema " + SCHEMA + ", found " + schema);
        }
    }

    /** Keeps the blobs. */
    static MemberDocument keep(Made made, ArrayBlobs tables) {
        TrainedMember member = made.member();
        Head head = member.head();
        Outputs says = member.says();
        return new MemberDocument(
                SCHEMA,
                member.weights(),
                member.origin().changedTheNetwork() ? tensors(made.weights(), tables) : null,
                member.origin(),
                tables.keep(head.channels(), head.labels(), head.kernel()),
                tables.keep(1, head.labels(), head.bias()),
                member.probe().orElse(null),
                tables.keep(says.training()),
                says.outOfFold(),
                says.trainingFeatures().map(tables::keep).orElse(null),
                tables.keep(says.validation()),
                tables.keep(says.validationFeatures()),
                member.curve().orElse(null),
                member.setAside(),
                member.work());
    }

    private static Table tensors(NetworkWeights weights, ArrayBlobs tables) {
        float[] all = Tensors.joined(weights);
        return tables.keep(1, all.length, all);
    }

    /** Reads the blobs, but not the network's weights. */
    TrainedMember member(ArrayBlobs tables) {
        return new TrainedMember(
                weights,
                origin,
                new Head(kernel.rows(), kernel.columns(), tables.floats(kernel), tables.floats(bias)),
                Optional.ofNullable(probe),
                new Outputs(
                        tables.logits(training),
                        outOfFold,
                        Optional.ofNullable(trainingFeatures).map(tables::matrix),
                        tables.logits(validation),
                        tables.matrix(validationFeatures)),
                Optional.ofNullable(curve),
                setAside,
                work);
    }
}
