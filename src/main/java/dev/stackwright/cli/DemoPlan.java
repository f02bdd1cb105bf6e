package dev.stackwright.cli;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.train.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demo trains: on which photos, from which weights, and why. Pure.
 *
 * @param dataset a local zip or folder, or an https zip; {@code null} for the sample that is drawn
 * @param random whether networks start from random weights
 * @param remark what people should know of the choice
 */
record DemoPlan(@Nullable String dataset, boolean random, String remark) {

    static final String OFFICIAL_DATASET = "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip";

    /** Small networks learn the drawn sample from random weights with these within minutes on two cores. */
    private static final int IMAGE_SIZE = 48;

    private static final int FOLDS = 2;
    private static final int EPOCHS = 9;
    private static final int BATCH_SIZE = 32;
    private static final double LEARNING_RATE = 6e-3;

    private static final List<String> SMALL = List.of("mobilenet-v2", "mobilenet");

    /** @param online whether the official dataset and weights can be reached; asked only where it matters */
    static DemoPlan of(@Nullable String dataset, @Nullable String weights, java.util.function.BooleanSupplier online) {
        boolean random = RunPlanner.RANDOM_WEIGHTS.equals(weights);
        String from = random
                ? "random weights"
                : weights == null || weights.equals(TrainOptions.OFFICIAL_WEIGHTS)
                        ? "the official weights"
                        : "your weights";
        boolean settled = dataset != null && weights != null;
        if (settled || online.getAsBoolean()) {
            return dataset == null
                    ? new DemoPlan(OFFICIAL_DATASET, random, "Trains on the official cats and dogs, from " + from + ".")
                    : new DemoPlan(dataset, random, "Trains on your photos, from " + from + ".");
        }
        if (dataset != null) {
            return new DemoPlan(
                    dataset,
                    true,
                    "The official weights cannot be reached: training on your photos from random weights, which"
                            + " takes many photos. --weights names a folder with Keras' files.");
        }
        if (weights != null && !random && !weights.equals(TrainOptions.OFFICIAL_WEIGHTS)) {
            return new DemoPlan(
                    null,
                    false,
                    "The official photos cannot be reached: going the same way on a sample that is drawn here, from"
                            + " your weights.");
        }
        return new DemoPlan(
                null,
                true,
                "The official photos and weights cannot be reached: going the same way on a sample that is drawn"
                        + " here, from random weights.");
    }

    EnsembleName ensemble() {
        return new EnsembleName("demo");
    }

    /**
     * The {@code train.json} of the upload that starts a run by itself: one member, frozen, so that it takes seconds.
     *
     * @param location where the dataset lies by then, as the server reads it
     */
    Map<String, Object> trainFile(String location) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("dataset", location);
        file.put("recipe", Recipe.PROBE);
        file.put("members", SMALL.subList(0, 1));
        if (random) {
            file.put("weights", RunPlanner.RANDOM_WEIGHTS);
            file.put("imageSize", IMAGE_SIZE);
            file.put("folds", FOLDS);
        }
        return file;
    }

    /** @param location where the dataset lies by then, as the server reads it */
    TrainRequest request(String location) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ensemble", ensemble());
        fields.put("dataset", location);
        fields.put("recipe", random ? Recipe.FINETUNE : Recipe.PROBE);
        fields.put("members", SMALL);
        if (random) {
            fields.put("weights", RunPlanner.RANDOM_WEIGHTS);
            fields.put("imageSize", IMAGE_SIZE);
            fields.put("folds", FOLDS);
            fields.put("epochs", EPOCHS);
            fields.put("batchSize", BATCH_SIZE);
            fields.put("learningRate", LEARNING_RATE);
        }
        return Json.mapper().convertValue(fields, TrainRequest.class);
    }
}
