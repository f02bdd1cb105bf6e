package dev.stackwright.train.recipe;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Networks;
import dev.stackwright.network.Precision;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.finetune.Checkpoints;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.finetune.WeightMix;
import dev.stackwright.train.logistic.LogisticRegression;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.metrics.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What each setting of fine-tuning is worth: out-of-fold log-loss, at a temperature of other images, on the training part of
 * a dataset, beside that of the probe; one line a variant.
 *
 * <p>Arguments: dataset, folder of weights, network, image size, folds, then variants of {@link
 * FineTuneSettings#FINE_TUNING}, each {@code plain} or settings such as {@code rate=1e-4,crop=0.5}, or {@code
 * rates=1e-4/1e-3} for a trial.
 */
final class FineTuneAblation {

    private static final double[] SHARES = {0.25, 0.5, 0.75, 1};
    private static final long SEED = 7;

    private FineTuneAblation() {}

    public static void main(String[] args) throws Exception {
        PretrainedNetwork network = new PretrainedNetwork(
                Networks.named(args[2]), new DirectoryWeights(Path.of(args[1])).weights(Networks.named(args[2])));
        Path scratch = Files.createTempDirectory("ablation");
        try (MapObjectStore store = new MapObjectStore();
                Dataset dataset = new Datasets(store, scratch.resolve("data"), DatasetLimits.DEFAULT, false)
                        .open(DatasetLocation.parse(args[0]), Progress.NONE)) {
            TrainingContext context = new TrainingContext(
                    store,
                    new DirectoryWeights(Path.of(args[1])),
                    ImageLimits.DEFAULT,
                    Devices.AUTO,
                    Clock.systemUTC(),
                    Progress.NONE,
                    Cancellation.NEVER,
                    scratch);
            try (PixelDataset images =
                    PixelDataset.decode(dataset, new ImageSpec(Integer.parseInt(args[3])), context, 2)) {
                run(network, dataset, images, Integer.parseInt(args[4]), args);
            }
        }
    }

    private static void run(PretrainedNetwork network, Dataset dataset, PixelDataset images, int count, String[] args) {
        int[] labels = images.usable().trainingLabels();
        int classes = dataset.labels().count();
        StratifiedFolds folds = StratifiedFolds.stratified(labels, dataset.labels(), count, SEED);
        FeatureMatrix features = FeaturePass.of(
                network.network(), network.weights(), images, images.trainingRows(), Devices.AUTO, Cancellation.NEVER);
        Probe probe = Probe.fit(features, labels, classes, folds);
        String set = Path.of(args[0]).getFileName().toString().replaceAll("[.].*", "");
        System.out.printf(
                Locale.ROOT,
                "%s %s probe: C %s, log-loss %.4f, accuracy %.4f, %d images%n",
                set,
                args[3],
                probe.penalty().c(),
                Metrics.mean(TuningChoice.logLosses(probe.outOfFold(), labels)),
                accuracy(probe.outOfFold(), labels),
                labels.length);
        for (String variant : java.util.Arrays.copyOfRange(args, 5, args.length)) {
            long begin = System.nanoTime();
            Map<Double, double[][]> outOfFold = new TreeMap<>();
            for (double share : SHARES) {
                outOfFold.put(share, new double[labels.length][]);
            }
            try (FineTuner tuner = new FineTuner(
                            images, settings(variant), network, Devices.AUTO, Cancellation.NEVER, Clock.systemUTC());
                    Progress.Task silent = Progress.NONE.stage("", 0)) {
                for (int fold = 0; fold < count; fold++) {
                    WeightMix start = new WeightMix(
                            network.weights(),
                            LogisticRegression.fit(
                                    features,
                                    labels,
                                    folds.training(fold),
                                    classes,
                                    probe.penalty().c(),
                                    Cancellation.NEVER));
                    WeightMix end = tuner.tune(
                                    start.head(),
                                    new FineTuner.Training(
                                            "fold " + fold,
                                            folds.training(fold),
                                            new int[0],
                                            SEED + fold,
                                            Checkpoints.NONE),
                                    silent)
                            .tuned();
                    int[] heldOut = folds.heldOut(fold);
                    for (double share : SHARES) {
                        Logits logits = tuner.logits(WeightMix.of(start, end, share), heldOut);
                        IntStream.range(0, heldOut.length)
                                .forEach(i -> outOfFold.get(share)[heldOut[i]] = logits.row(i));
                    }
                }
            }
            Map<Double, Logits> tuned = new TreeMap<>();
            outOfFold.forEach((share, rows) -> tuned.put(share, Logits.of(rows, classes)));
            StringBuilder losses = new StringBuilder();
            tuned.forEach((share, logits) -> losses.append(String.format(
                    Locale.ROOT,
                    " %.2f: %.4f/%.4f",
                    share,
                    Metrics.mean(TuningChoice.logLosses(logits, labels)),
                    accuracy(logits, labels))));
            TuningChoice choice = TuningChoice.of(probe.outOfFold(), tuned, labels);
            System.out.printf(
                    Locale.ROOT,
                    "%s %s %s:%s; gain %.4f ± %.4f, %.0f s%n",
                    set,
                    args[3],
                    variant,
                    losses,
                    choice.gain(),
                    choice.standardError(),
                    (System.nanoTime() - begin) / 1e9);
        }
    }

    private static double accuracy(Logits logits, int[] labels) {
        return (double) IntStream.range(0, labels.length)
                        .filter(i -> IntStream.range(0, logits.labels())
                                .allMatch(c -> logits.at(i, c) <= logits.at(i, labels[i])))
                        .count()
                / labels.length;
    }

    private static FineTuneSettings settings(String variant) {
        FineTuneSettings base = FineTuneSettings.FINE_TUNING;
        Map<String, String> given = new TreeMap<>();
        for (String pair : variant.equals("plain") ? new String[0] : variant.split(",")) {
            String[] both = pair.split("=", 2);
            given.put(both[0], both[1]);
        }
        Optimizer optimizer = base.optimizer();
        String epochs = given.remove("epochs");
        String rates = Objects.requireNonNullElse(given.remove("rates"), "");
        FineTuneSettings made = new FineTuneSettings(
                epochs == null ? null : Integer.valueOf(epochs),
                base.batchSize(),
                number(given, "rate", base.learningRate()),
                number(given, "warm-up", base.warmUp()),
                new Optimizer(
                        number(given, "decay", optimizer.weightDecay()),
                        number(given, "clip", optimizer.clipNorm()),
                        number(given, "layers", optimizer.layerDecay()),
                        number(given, "average", optimizer.averaged() ? 1 : 0) > 0),
                number(given, "smoothing", base.labelSmoothing()),
                new Augmentation(
                        number(given, "flip", base.augmentation().flip() ? 1 : 0) > 0,
                        number(given, "crop", base.augmentation().crop()),
                        number(given, "colour", base.augmentation().colour()),
                        number(given, "mixup", 0),
                        number(given, "cutmix", 0)),
                number(given, "balanced", 0) > 0 ? ClassWeights.BALANCED : base.classWeights(),
                base.batchNorm(),
                false,
                rates.isEmpty()
                        ? List.of()
                        : Stream.of(rates.split("/")).map(Double::valueOf).toList(),
                number(given, "mixed", 0) > 0 ? Precision.MIXED : Precision.FLOAT32);
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("no such settings: " + given.keySet());
        }
        return made;
    }

    private static double number(Map<String, String> given, String name, double otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : Double.parseDouble(value);
    }
}
