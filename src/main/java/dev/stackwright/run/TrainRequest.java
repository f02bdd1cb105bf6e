package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.train.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /train}; all but ensemble and dataset have defaults, which the run room fills in.
 *
 * @param dataset as {@link dev.stackwright.dataset.DatasetLocation#parse} reads it
 * @param weights {@code null} for the configured source, or {@code random}
 * @param batchNorm {@code frozen} or {@code training}
 * @param fewPhotos what becomes of labels with fewer photos than folds: {@code fewer-folds} (the default) or
 *     {@code leave-out}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainRequest(
        @JsonProperty(required = true) EnsembleName ensemble,
        @JsonProperty(required = true) String dataset,
        @Nullable Recipe recipe,
        @Nullable List<String> members,
        @Nullable Integer imageSize,
        @Nullable Long seed,
        @Nullable Boolean promote,
        @Nullable Integer folds,
        @Nullable String weights,
        @Nullable Integer epochs,
        @Nullable Integer batchSize,
        @Nullable Double learningRate,
        @Nullable String batchNorm,
        @Nullable String fewPhotos) {

    /** A request that leaves everything else to its defaults. */
    public static TrainRequest of(EnsembleName ensemble, String dataset) {
        return new TrainRequest(
                ensemble, dataset, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The same with another recipe and other members. */
    TrainRequest with(@Nullable Recipe otherRecipe, @Nullable List<String> otherMembers) {
        return new TrainRequest(
                ensemble,
                dataset,
                otherRecipe,
                otherMembers,
                imageSize,
                seed,
                promote,
                folds,
                weights,
                epochs,
                batchSize,
                learningRate,
                batchNorm,
                fewPhotos);
    }
}
