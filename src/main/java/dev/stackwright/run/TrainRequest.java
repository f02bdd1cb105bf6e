package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.train.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /train}; all but ensemble and dataset have defaults, which {@link RunPlanner} fills in.
 *
 * @param dataset as {@link dev.stackwright.dataset.DatasetLocation#parse} reads it
 * @param weights {@code null} for the configured source, or {@code random}
 * @param epochs absent for a length by the number of images
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
        @Nullable FineTuning fineTuning,
        @Nullable String fewPhotos) {

    /**
     * What else may be asked of fine-tuning; see {@link dev.stackwright.network.FineTuneSettings} for what is what.
     *
     * @param classWeights {@code balanced} or {@code none}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FineTuning(
            @Nullable String classWeights,
            @Nullable Double weightDecay,
            @Nullable Double clipNorm,
            @Nullable Double layerDecay,
            @Nullable Boolean average,
            @Nullable Double labelSmoothing,
            @Nullable Boolean flip,
            @Nullable Double crop,
            @Nullable Double colour) {

        static final FineTuning NONE = new FineTuning(null, null, null, null, null, null, null, null, null);
    }

    /** A request that leaves everything else to its defaults. */
    public static TrainRequest of(EnsembleName ensemble, String dataset) {
        return new TrainRequest(
                ensemble, dataset, null, null, null, null, null, null, null, null, null, null, null, null, null);
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
                fineTuning,
                fewPhotos);
    }
}
