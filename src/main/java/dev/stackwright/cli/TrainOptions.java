package dev.stackwright.cli;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.train.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code train} that make a request. */
final class TrainOptions {

    static final String OFFICIAL_WEIGHTS = "official";

    @Option(
            names = {"-e", "--ensemble"},
            paramLabel = "NAME",
            description = "Name of the ensemble: lower-case letters, digits and hyphens.")
    private @Nullable EnsembleName ensemble;

    @Option(
            names = {"-d", "--dataset"},
            paramLabel = "WHERE",
            description = "The photos: a local folder or zip, s3://bucket/key.zip, s3://bucket/prefix/, or"
                    + " https://…/x.zip.")
    private @Nullable String dataset;

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            description = "probe (networks frozen, minutes on a laptop), finetune (the whole network), article, or auto"
                    + " (finetune where a GPU is found, else probe).")
    private @Nullable Recipe recipe;

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "NETWORK",
            description = "The networks, separated by commas; 'stackwright networks' lists them.")
    private @Nullable List<String> members;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Edge of the images that networks see, or native: each network sees that which it was"
                    + " pre-trained on.")
    private @Nullable ImageSize imageSize;

    @Option(
            names = "--weights",
            paramLabel = "WHERE",
            description = "Pre-trained weights: a folder, an https base, an s3 prefix, official, or random.")
    private @Nullable String weights;

    @Option(names = "--folds", paramLabel = "N", description = "Folds for out-of-fold outputs, 2 to 20.")
    private @Nullable Integer folds;

    @Option(
            names = "--few-photos",
            paramLabel = "WHAT",
            description = "Labels with fewer photos than folds: fewer-folds (the default) or leave-out.")
    private @Nullable String fewPhotos;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of fine-tuning; by the number of photos unless given.")
    private @Nullable Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step of fine-tuning.")
    private @Nullable Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Peak learning rate of fine-tuning.")
    private @Nullable Double learningRate;

    @Option(names = "--batch-norm", paramLabel = "MODE", description = "Batch norm in fine-tuning: frozen or training.")
    private @Nullable String batchNorm;

    @Option(
            names = "--class-weights",
            paramLabel = "MODE",
            description = "What labels count in fine-tuning: balanced (each the same) or none (each photo the same).")
    private @Nullable String classWeights;

    @Option(
            names = "--weight-decay",
            paramLabel = "SHARE",
            description = "Weight decay of fine-tuning, times the rate.")
    private @Nullable Double weightDecay;

    @Option(names = "--clip-norm", paramLabel = "NORM", description = "Norm that gradients are clipped to, 0 for none.")
    private @Nullable Double clipNorm;

    @Option(
            names = "--layer-decay",
            paramLabel = "SHARE",
            description = "Learning rate of the layer next to the photo, as a share of the last layer's.")
    private @Nullable Double layerDecay;

    @Option(names = "--average", description = "Takes the moving average of the weights of fine-tuning.")
    private @Nullable Boolean average;

    @Option(names = "--label-smoothing", paramLabel = "SHARE", description = "Label smoothing in fine-tuning.")
    private @Nullable Double labelSmoothing;

    @Option(
            names = "--crop",
            paramLabel = "SHARE",
            description = "Least share of a photo's area that fine-tuning cuts out and enlarges, 1 for all of it.")
    private @Nullable Double crop;

    @Option(
            names = "--colour",
            paramLabel = "SHARE",
            description = "Most by which fine-tuning changes brightness, contrast and saturation.")
    private @Nullable Double colour;

    @Option(
            names = "--mixup",
            paramLabel = "ALPHA",
            description =
                    "Mixes each photo of fine-tuning with another, by shares of Beta(ALPHA, ALPHA); 0.2 is usual.")
    private @Nullable Double mixup;

    @Option(
            names = "--cutmix",
            paramLabel = "ALPHA",
            description =
                    "Puts a piece of another photo into each photo of fine-tuning, by shares of Beta(ALPHA, ALPHA).")
    private @Nullable Double cutmix;

    @Option(
            names = "--learning-rates",
            split = ",",
            paramLabel = "RATE",
            description =
                    "Peak learning rates of fine-tuning, ascending, separated by commas: each training takes the best"
                            + " by a short trial, which is a tenth of its steps for each.")
    private @Nullable List<Double> learningRates;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "Of convolutions in fine-tuning: float32, mixed (bfloat16, and float32 for weights and sums),"
                    + " or auto (mixed where a processor multiplies bfloat16 and the network gains by it).")
    private @Nullable String precision;

    @Option(names = "--seed", paramLabel = "N", description = "Decides every random choice.")
    private @Nullable Long seed;

    @Option(names = "--no-promote", description = "Publishes the version without making it the one that is served.")
    private boolean noPromote;

    /** Whether any was that says what to train; weights are a matter of where it is trained, too. */
    boolean given() {
        return noPromote
                || Stream.of(
                                ensemble,
                                dataset,
                                recipe,
                                members,
                                imageSize,
                                folds,
                                fewPhotos,
                                epochs,
                                batchSize,
                                learningRate,
                                batchNorm,
                                fineTuning(),
                                seed)
                        .anyMatch(Objects::nonNull);
    }

    /** Those without which there is no request, and that were not given. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (ensemble == null) {
            missing.add("--ensemble=NAME");
        }
        if (dataset == null) {
            missing.add("--dataset=WHERE");
        }
        return missing;
    }

    EnsembleName ensemble() {
        return Objects.requireNonNull(ensemble);
    }

    @Nullable
    String weights() {
        return weights;
    }

    boolean promotes() {
        return !noPromote;
    }

    TrainRequest request() {
        return new TrainRequest(
                ensemble(),
                Formats.absolute(Objects.requireNonNull(dataset)),
                recipe,
                members,
                imageSize == null ? null : imageSize.pixels(),
                seed,
                noPromote ? Boolean.FALSE : null,
                folds,
                RunPlanner.RANDOM_WEIGHTS.equals(weights) ? weights : null,
                epochs,
                batchSize,
                learningRate,
                batchNorm,
                fineTuning(),
                fewPhotos,
                ImageSize.NATIVE.equals(imageSize) ? Boolean.TRUE : null);
    }

    /**
     * What {@code --image-size} takes.
     *
     * @param pixels null for each network's own size
     */
    record ImageSize(@Nullable Integer pixels) {

        static final ImageSize NATIVE = new ImageSize(null);

        static ImageSize parse(String text) {
            if (text.equals("native")) {
                return NATIVE;
            }
            try {
                return new ImageSize(Integer.valueOf(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a number of pixels or native, found '" + text + "'", e);
            }
        }
    }

    private TrainRequest.@Nullable FineTuning fineTuning() {
        TrainRequest.FineTuning asked = new TrainRequest.FineTuning(
                classWeights,
                weightDecay,
                clipNorm,
                layerDecay,
                average,
                labelSmoothing,
                null,
                crop,
                colour,
                mixup,
                cutmix,
                learningRates,
                precision);
        return asked.equals(TrainRequest.FineTuning.NONE) ? null : asked;
    }

    /** The settings that {@code --weights} asks for: random ones are asked for in the request, all others are a setting. */
    static Map<String, String> settings(Map<String, String> base, @Nullable String weights) {
        if (weights == null || weights.equals(RunPlanner.RANDOM_WEIGHTS)) {
            return base;
        }
        Map<String, String> all = new LinkedHashMap<>(base);
        all.put("stackwright.weights", weights.equals(OFFICIAL_WEIGHTS) ? weights : Formats.absolute(weights));
        return all;
    }
}
