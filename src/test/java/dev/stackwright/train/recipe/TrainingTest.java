package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe from drawn images to a model, with real networks at a small size. */
class TrainingTest {

    private static final List<Network> BOTH = List.of(Networks.named("mobilenet"), Networks.named("mobilenet-v2"));

    /** Not inside of the dataset, which is listed whole. */
    @TempDir
    private static Path scratch;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void draw() throws IOException {
        DrawnImages.draw(folder, 12, 4);
    }

    private static TrainingPlan plan(Recipe recipe, List<Network> members, double rate, BatchNormMode batchNorm) {
        return new TrainingPlan(
                recipe,
                members,
                new ImageSpec(32),
                7,
                2,
                new FineTuneSettings(
                        2,
                        8,
                        rate,
                        0.1,
                        Optimizer.ADAM,
                        0,
                        new Augmentation(true, 0.5, 0.1),
                        ClassWeights.NONE,
                        batchNorm,
                        false));
    }

    private static WeightSource infinite() {
        return new WeightSource() {
            @Override
            public NetworkWeights weights(Network network) {
                List<NamedTensor> tensors = RandomWeights.of(network, 5).tensors().stream()
                        .map(t -> {
                            float[] values = t.values().clone();
                            Arrays.fill(values, Float.POSITIVE_INFINITY);
                            return new NamedTensor(t.name(), t.shape(), values);
                        })
                        .toList();
                return NetworkWeights.of(network.name(), "random but infinite", tensors);
            }

            @Override
            public String describe() {
                return "infinite";
            }
        };
    }

    /** Drawn once: that takes longer than a step of training. */
    private static final Map<Network, NetworkWeights> DRAWN = new ConcurrentHashMap<>();

    /** Weights by seed, under an origin that does or does not say that they are random. */
    private static WeightSource weights(String origin) {
        return new WeightSource() {
            @Override
            public NetworkWeights weights(Network network) {
                NetworkWeights drawn = DRAWN.computeIfAbsent(network, one -> RandomWeights.of(one, 5));
                return new NetworkWeights(network.name(), origin, drawn.tensors(), drawn.digest());
            }

            @Override
            public String describe() {
                return origin;
            }
        };
    }

    private static AtOnce.Trained train(TrainingPlan plan, WeightSource weights, Cancellation cancellation)
            throws IOException {
        Path own = Files.createTempDirectory(scratch, "run");
        try (Dataset dataset = DrawnImages.open(folder, own.resolve("cache"))) {
            return AtOnce.train(
                    plan,
                    dataset,
                    new TrainingContext(
                            new MapObjectStore(),
                            weights,
                            ImageLimits.DEFAULT,
                            Devices.AUTO,
                            Clock.systemUTC(),
                            Progress.NONE,
                            cancellation,
                            own));
        }
    }

    private static AtOnce.Trained train(TrainingPlan plan, String origin) throws IOException {
        return train(plan, weights(origin), Cancellation.NEVER);
    }

    private static ObjectNode lasting(Report report) {
        ObjectNode tree = Json.mapper().valueToTree(report);
        tree.remove("timings");
        tree.remove("environment");
        return tree;
    }

    @Test
    void aProbeTwiceGivesOneReportApartFromTimes() throws IOException {
        TrainingPlan plan = plan(Recipe.PROBE, BOTH, 1e-4, BatchNormMode.FROZEN);
        AtOnce.Trained first = train(plan, "drawn.h5");
        AtOnce.Trained second = train(plan, "drawn.h5");
        assertThat(Json.bytes(lasting(second.report()))).isEqualTo(Json.bytes(lasting(first.report())));
        assertThat(first.report().members()).extracting(m -> m.head()).containsExactly("probe", "probe");
        assertThat(first.report().stack().candidates())
                .extracting(c -> c.kind())
                .containsExactly("mean", "greedy", "non-negative", "concatenated-features", "dense");
        assertThat(first.report().data().training()).containsEntry("disc", 12).containsEntry("square", 12);
        assertThat(first.report().validation().n()).isEqualTo(8);
        assertThat(first.figures().validationImages()).isEqualTo(8);
        assertThat(first.model().members()).hasSize(2);
        assertThat(Json.mapper().readTree(Json.bytes(first.report())).get("confusion"))
                .hasSize(2);
    }

    @Test
    void theReportNamesWhatItsFiguresDependOn() throws IOException {
        Report report = train(plan(Recipe.PROBE, List.of(BOTH.get(0)), 1e-4, BatchNormMode.FROZEN), "drawn.h5")
                .report();
        assertThat(report.environment())
                .containsEntry("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .containsEntry("processors", String.valueOf(Runtime.getRuntime().availableProcessors()))
                .containsEntry("tensorflow", Devices.CPU.computation().version())
                .containsEntry("java", Runtime.version().toString())
                .containsKeys("device", "heapMiB");
        assertThat(report.environment().get("tensorflow")).matches("[0-9]+\\.[0-9]+\\..+");
    }

    @Test
    void fineTuningStartsFromTheProbeAndSaysWhatItKept() throws IOException {
        TrainingPlan plan = plan(Recipe.FINETUNE, List.of(BOTH.get(0)), 1e-3, BatchNormMode.FROZEN);
        AtOnce.Trained trained = train(plan, "drawn.h5");
        var curve = trained.report().curves().get(0);
        assertThat(curve.epochs()).extracting(e -> e.epoch()).containsExactly(1, 2);
        boolean kept = curve.bestEpoch() == 0;
        assertThat(trained.report().members().get(0).head()).isEqualTo(kept ? "probe" : "fine-tuned");
        assertThat(curve.kept())
                .contains(kept ? "the probe's head" : "the last epoch's weights")
                .contains("log-loss");
        assertThat(trained.report().members().get(0).outOfFold()).isNotNull();
    }

    @Test
    void aRateTooSmallToMoveAnythingKeepsTheProbesHead() throws IOException {
        TrainingPlan plan = plan(Recipe.FINETUNE, List.of(BOTH.get(0)), 1e-30, BatchNormMode.FROZEN);
        Report report = train(plan, "drawn.h5").report();
        assertThat(report.members().get(0).head()).isEqualTo("probe");
        assertThat(report.curves().get(0).kept()).startsWith("the probe's head");
        assertThat(report.members().get(0).weights())
                .isEqualTo(weights("drawn.h5").weights(BOTH.get(0)).digest());
    }

    /** Once the folds' networks were trained on nine tenths of what the probe of that fold was fitted on. */
    @Test
    void foldsAreComparedWithTheProbeOfTheSameImages() throws IOException {
        TrainingPlan plan = plan(Recipe.FINETUNE, List.of(BOTH.get(0)), 1e-30, BatchNormMode.FROZEN);
        String kept = train(plan, "drawn.h5").report().curves().get(0).kept();
        Matcher losses = Pattern.compile("training images ([0-9.]+), with the probe's head ([0-9.]+), ")
                .matcher(kept);
        assertThat(losses.find()).as(kept).isTrue();
        assertThat(Double.parseDouble(losses.group(1))).isCloseTo(Double.parseDouble(losses.group(2)), offset(2e-4));
    }

    @Test
    void randomWeightsAreFineTunedWithoutAProbe() throws IOException {
        TrainingPlan plan = plan(Recipe.FINETUNE, List.of(BOTH.get(0)), 1e-3, BatchNormMode.TRAINING);
        AtOnce.Trained first = train(plan, "random (seed 5)");
        assertThat(first.report().members().get(0).c()).isNull();
        assertThat(first.report().members().get(0).head()).isEqualTo("fine-tuned");
        assertThat(first.report().curves().get(0).epochs())
                .extracting(e -> e.epoch())
                .containsExactly(1, 2);
        assertThat(Json.bytes(lasting(train(plan, "random (seed 5)").report())))
                .isEqualTo(Json.bytes(lasting(first.report())));
    }

    @Test
    void theArticlesRecipeStacksInSampleWithoutATemperature() throws IOException {
        AtOnce.Trained trained = train(plan(Recipe.ARTICLE, BOTH, 1e-4, BatchNormMode.TRAINING), "drawn.h5");
        assertThat(trained.report().stack().chosen()).isEqualTo("dense-on-probabilities");
        assertThat(trained.model().members())
                .allSatisfy(m -> assertThat(m.head().columns()).isEqualTo(1));
        assertThat(trained.report().temperature()).isEqualTo(1);
        assertThat(trained.report().outOfFold()).isNull();
        assertThat(trained.report().curves())
                .allSatisfy(c -> assertThat(c.bestEpoch()).isEqualTo(2))
                .allSatisfy(c -> assertThat(c.epochs()).hasSize(2).allSatisfy(TrainingTest::isWatched));
        assertThat(trained.report().stack().epochs()).hasSize(20).allSatisfy(TrainingTest::isWatched);
        Score last = trained.report().validation();
        assertThat(trained.report().stack().epochs().get(19).validationLogLoss())
                .isEqualTo(last.logLoss());
        assertThat(trained.report().stack().epochs().get(19).validationAccuracy())
                .isEqualTo(last.accuracy());
        assertThat(trained.report().departures())
                .contains("epochs of members: 2 in place of 20", "batches of 8 in place of 32")
                .contains("photos of 32 pixels in place of 224: MobileNet, MobileNetV2")
                .noneMatch(departure -> departure.contains("learning rate") || departure.contains("random weights"));
        assertThat(trained.report().beforeTemperature())
                .isEqualTo(trained.report().validation());
    }

    @Test
    void theArticlesRecipeSaysWhereItBeganFromRandomWeights() throws IOException {
        TrainingPlan plan = plan(Recipe.ARTICLE, List.of(BOTH.get(0)), 1e-4, BatchNormMode.TRAINING);
        assertThat(train(plan, "random (seed 5)").report().departures())
                .contains("random weights in place of ImageNet's to begin with: mobilenet");
    }

    private static void isWatched(TrainingHistory.Epoch epoch) {
        assertThat(epoch.loss()).isPositive();
        assertThat(epoch.accuracy()).isBetween(0.0, 1.0);
        assertThat(epoch.validationLogLoss()).isPositive();
        assertThat(epoch.validationAccuracy()).isBetween(0.0, 1.0);
        assertThat(epoch.innerLogLoss()).isNull();
    }

    @Test
    void aLossThatIsNoLongerANumberStopsWithItsPlace() {
        TrainingPlan plan = plan(Recipe.FINETUNE, List.of(BOTH.get(0)), 0.999, BatchNormMode.FROZEN);
        assertThatThrownBy(() -> train(plan, infinite(), Cancellation.NEVER))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("mobilenet: training went astray in epoch 1 of 2, step")
                .hasMessageContaining("learningRate");
    }

    @Test
    void cancellingStopsBetweenSteps() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> train(
                        plan(Recipe.ARTICLE, List.of(BOTH.get(0)), 1e-4, BatchNormMode.TRAINING),
                        weights("drawn.h5"),
                        () -> asked.incrementAndGet() > 36))
                .isInstanceOf(CancelledException.class);
    }
}
