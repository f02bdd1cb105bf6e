package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
        @JsonPropertyDescription("its name: lower-case letters, digits and hyphens") @JsonProperty(required = true)
        EnsembleName ensemble,

        @JsonPropertyDescription("s3://bucket/key.zip, s3://bucket/prefix/ or https://…/….zip")
        @JsonProperty(required = true)
        String dataset,

        @JsonPropertyDescription("auto, probe, finetune or article; auto where absent") @Nullable
        Recipe recipe,

        @JsonPropertyDescription("names of networks, as GET /api/networks lists them") @Nullable
        List<String> members,

        @JsonPropertyDescription("edge in pixels, 32 to 1024; 224 where absent") @Nullable
        Integer imageSize,

        @JsonPropertyDescription("decides every random choice; 7 where absent") @Nullable
        Long seed,

        @JsonPropertyDescription("serve it once published; true where absent") @Nullable
        Boolean promote,

        @JsonPropertyDescription("2 to 20; 5 where absent") @Nullable
        Integer folds,

        @JsonPropertyDescription("random, or absent for the configured ones") @Nullable
        String weights,

        @JsonPropertyDescription("1 to 1000; by the number of photos where absent") @Nullable
        Integer epochs,

        @JsonPropertyDescription("1 to 1024; 32 where absent") @Nullable
        Integer batchSize,

        @JsonPropertyDescription("above 0, below 1") @Nullable
        Double learningRate,

        @JsonPropertyDescription("frozen or training") @Nullable
        String batchNorm,

        @JsonPropertyDescription("what else fine-tuning is made of") @Nullable
        FineTuning fineTuning,

        @JsonPropertyDescription("fewer-folds or leave-out; fewer-folds where absent") @Nullable
        String fewPhotos,

        @JsonPropertyDescription(
                "each network sees photos at the size it was pre-trained on, in place of one imageSize for all; false"
                        + " where absent")
        @Nullable
        Boolean nativeSizes) {

    /**
     * What else may be asked of fine-tuning; see {@link dev.stackwright.network.FineTuneSettings} for what is what.
     *
     * @param classWeights {@code balanced} or {@code none}
     * @param precision {@code auto}, {@code float32} or {@code mixed}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FineTuning(
            @JsonPropertyDescription("balanced or none; none where absent") @Nullable
            String classWeights,

            @JsonPropertyDescription("0 to below 1; 0.01 where absent") @Nullable
            Double weightDecay,

            @JsonPropertyDescription("above 0, or 0 for none; 1 where absent") @Nullable
            Double clipNorm,

            @JsonPropertyDescription("above 0 to 1; 1 where absent") @Nullable
            Double layerDecay,

            @JsonPropertyDescription("take the weights' moving average; false where absent") @Nullable
            Boolean average,

            @JsonPropertyDescription("0 to below 1; 0 where absent") @Nullable
            Double labelSmoothing,

            @JsonPropertyDescription("mirror photos at random; true where absent") @Nullable
            Boolean flip,

            @JsonPropertyDescription("least share of the area, above 0 to 1; 1 where absent") @Nullable
            Double crop,

            @JsonPropertyDescription("0 to below 1; 0 where absent") @Nullable
            Double colour,

            @JsonPropertyDescription("α of mixup, 0 to 10; 0 where absent, which mixes nothing") @Nullable
            Double mixup,

            @JsonPropertyDescription("α of CutMix, likewise; where both are given, each photo has one of them")
            @Nullable
            Double cutmix,

            @JsonPropertyDescription(
                    "peaks of the learning rate, of which each training takes the best by a short trial")
            @Nullable
            List<Double> learningRates,

            @JsonPropertyDescription("of convolutions in a step: auto, float32 or mixed; auto where absent") @Nullable
            String precision) {

        /** Nothing. */
        public static final FineTuning NONE =
                new FineTuning(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * The schema that a reader of the stored request has to know. Older versions pass over what they do not know, and would
     * train every network at one size.
     */
    int leastSchema() {
        return asksForNativeSizes() ? 2 : 1;
    }

    boolean asksForNativeSizes() {
        return Boolean.TRUE.equals(nativeSizes);
    }

    /** A request that leaves everything else to its defaults. */
    public static TrainRequest of(EnsembleName ensemble, String dataset) {
        return new TrainRequest(
                ensemble, dataset, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The same without what is asked of tuning, for a recipe that tunes no network. */
    public TrainRequest withoutTuning() {
        return new TrainRequest(
                ensemble,
                dataset,
                recipe,
                members,
                imageSize,
                seed,
                promote,
                folds,
                weights,
                null,
                null,
                null,
                null,
                null,
                fewPhotos,
                nativeSizes);
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
                fewPhotos,
                nativeSizes);
    }
}
