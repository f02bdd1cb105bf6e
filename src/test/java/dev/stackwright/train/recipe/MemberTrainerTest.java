package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Head;
import dev.stackwright.network.NarrowNetworks;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.WithWeights;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.finetune.Checkpoints;
import dev.stackwright.train.finetune.FineTuneResult;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.finetune.GlorotHead;
import dev.stackwright.train.logistic.LogisticRegression;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.stacking.TemperatureFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one member is made of: which images, which temperature, and how many folds were trained for it. */
class MemberTrainerTest {

    private static final Network NETWORK = NarrowNetworks.narrow(Networks.named("mobilenet"));
    private static final int FOLDS = 3;
    private static final int SEED = 7;
    /** Of training images. */
    private static final int ALL = 16;

    @TempDir
    private static Path folder;

    @TempDir
    private static Path scratch;

    @BeforeAll
    static void draw() throws IOException {
        DrawnImages.draw(folder, ALL / 2, 2);
    }

    /** Of trainings of the whole network, in their order. */
    private final Set<String> told = new LinkedHashSet<>();

    @Test
    void aProbesHeadIsFittedOnAllImagesAndDividedByItsTemperature() throws IOException {
        TrainedMember member = train(Recipe.PROBE, 1e-3, "drawn.h5").member();
        FeatureMatrix features = member.outputs().trainingFeatures().orElseThrow();
        int[] labels = labels(member);
        assertThat(labels).hasSize(ALL);
        Head onAll = LogisticRegression.fit(
                features,
                labels,
                IntStream.range(0, ALL).toArray(),
                2,
                member.probe().orElseThrow().c(),
                Cancellation.NEVER);
        Temperature temperature = member.temperature().orElseThrow();
        assertThat(temperature).isNotEqualTo(Temperature.NEUTRAL);
        same(member.head().logits(features), onAll.logits(features).dividedBy(temperature), 5e-3);
    }

    @Test
    void theStackSeesOutOfFoldLogitsEachDividedByATemperatureOfOtherImages() throws IOException {
        TrainedMember member = train(Recipe.PROBE, 1e-3, "drawn.h5").member();
        int[] labels = labels(member);
        StratifiedFolds folds = folds(member);
        Logits raw = Probe.fit(member.outputs().trainingFeatures().orElseThrow(), labels, 2, folds)
                .outOfFold();
        assertThat(member.temperature()).contains(TemperatureFit.fit(raw, labels));
        same(member.outputs().trainingOutOfFold().orElseThrow(), TemperatureFit.crossFitted(raw, labels, folds), 1e-9);
    }

    /** A network from random weights has no probe, so that what was tuned is served, whatever the folds say. */
    @Test
    void theNetworkThatIsServedWasTunedOnAllImages() throws IOException {
        WithWeights made = train(Recipe.FINETUNE, 1e-3, "random (seed 5)");
        assertThat(told).containsExactly("fold 1", "fold 2", "fold 3", "all photos");
        FineTuneResult onAll = tunedOnAll("random (seed 5)");
        assertThat(made.weights().digest()).isEqualTo(onAll.tuned().weights().digest());
        assertThat(made.member().head())
                .usingRecursiveComparison()
                .isEqualTo(onAll.tuned()
                        .head()
                        .dividedBy(made.member().temperature().orElseThrow()));
    }

    /** Nothing moves at such a rate: the first fold's network is its probe. */
    @Test
    void nothingGainedInTheFirstFoldMeansThatTheOthersAreNotTrained() throws IOException {
        TrainedMember member = train(Recipe.FINETUNE, 1e-30, "drawn.h5").member();
        assertThat(told).containsExactly("fold 1");
        assertThat(member.origin()).isEqualTo(TrainedMember.Origin.PROBE);
        assertThat(member.history().orElseThrow().foldsBestEpochs()).hasSize(1);
        assertThat(member.history().orElseThrow().kept())
                .contains("out of fold on " + folds(member).heldOut(0).length + " training images");
    }

    /** What is added to all of a row's logits changes nothing. */
    private static double margin(Logits logits, int row) {
        return logits.row(row)[1] - logits.row(row)[0];
    }

    /** @param share of the largest margin by which one may differ */
    private static void same(Logits found, Logits expected, double share) {
        assertThat(found.rows()).isEqualTo(expected.rows());
        double largest = IntStream.range(0, expected.rows())
                .mapToDouble(row -> Math.abs(margin(expected, row)))
                .max()
                .orElseThrow();
        for (int row = 0; row < expected.rows(); row++) {
            assertThat(margin(found, row)).isCloseTo(margin(expected, row), within(share * largest));
        }
    }

    private static int[] labels(TrainedMember member) throws IOException {
        return with(
                dataset -> UsableImages.of(dataset.index(), member.findings()).trainingLabels());
    }

    private static StratifiedFolds folds(TrainedMember member) throws IOException {
        return with(dataset -> {
            UsableImages images = UsableImages.of(dataset.index(), member.findings());
            return StratifiedFolds.stratified(
                    images.trainingLabels(), images.trainingCopies(), dataset.labels(), FOLDS, SEED);
        });
    }

    private static <T> T with(Function<Dataset, T> work) throws IOException {
        try (Dataset dataset = DrawnImages.open(folder, Files.createTempDirectory(scratch, "cache"))) {
            return work.apply(dataset);
        }
    }

    private WithWeights train(Recipe recipe, double rate, String origin) throws IOException {
        TrainingContext context = context(origin);
        return with(dataset -> {
            try (MemberTrainer trainer = new MemberTrainer(plan(recipe, rate), dataset, context)) {
                return trainer.train(NETWORK);
            }
        });
    }

    private FineTuneResult tunedOnAll(String origin) throws IOException {
        TrainingPlan plan = plan(Recipe.FINETUNE, 1e-3);
        TrainingContext context = context(origin);
        long seed = SeedSequence.hash(SEED, "fine-tune " + NETWORK.name(), FOLDS);
        return with(dataset -> {
            try (TrainingSession session = new TrainingSession(plan, dataset, context)) {
                PixelDataset images = session.images();
                PretrainedNetwork pretrained = session.weights(List.of(NETWORK)).get(0);
                try (FineTuner tuner = session.tuner(images, plan.fineTuning(), pretrained)) {
                    return tuner.tune(
                            GlorotHead.softmax(NETWORK, 2, seed),
                            new FineTuner.Training(
                                    "alone", IntStream.range(0, ALL).toArray(), new int[0], seed, Checkpoints.NONE),
                            Progress.NONE.stage("alone", 0));
                }
            }
        });
    }

    private static TrainingPlan plan(Recipe recipe, double rate) {
        return new TrainingPlan(
                recipe,
                List.of(NETWORK),
                new ImageSpec(32),
                SEED,
                FOLDS,
                new FineTuneSettings(
                        1,
                        8,
                        rate,
                        0.1,
                        Optimizer.ADAM,
                        0,
                        Augmentation.NONE,
                        ClassWeights.NONE,
                        BatchNormMode.FROZEN,
                        false));
    }

    private TrainingContext context(String origin) throws IOException {
        WeightSource weights = new WeightSource() {
            @Override
            public NetworkWeights weights(Network network) {
                return NetworkWeights.of(
                        network.name(), origin, RandomWeights.of(network, 5).tensors());
            }

            @Override
            public String describe() {
                return origin;
            }
        };
        Progress telling = (name, total) -> new Progress.Task() {
            @Override
            public void advance(long more) {}

            @Override
            public void measured(String training, Progress.Epoch epoch) {
                told.add(training);
            }

            @Override
            public void close() {}
        };
        return new TrainingContext(
                new MapObjectStore(),
                weights,
                ImageLimits.DEFAULT,
                Devices.CPU,
                Clock.systemUTC(),
                telling,
                Cancellation.NEVER,
                Files.createTempDirectory(scratch, "own"));
    }
}
