package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.TrainedEnsemble;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.NarrowNetworks;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.KerasFile;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.network.weights.WeightSources.RandomWeightSource;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every recipe with every network of the registry, with batch norm frozen and training, with weights from a file and
 * random, and with two and three labels: one step, published, loaded, asked for an answer, at the smallest size that the
 * network takes. A network or a recipe that is added later is in it.
 *
 * <p>What can go wrong here lies in the layers that a network is made of and how they meet, not in how wide they are. So
 * each network is drawn layer by layer as the registry has it, but with a sixteenth of its filters.
 *
 * <p>Four fifths of the time go into the first run of each new graph, when TensorFlow optimises it on one core: so as many
 * cases as there are cores run at once, and cases that a recipe makes the same work of are done once.
 */
class TrainingMatrixTest {

    private static final List<Integer> LABELS = List.of(2, 3);

    @TempDir
    private static Path folder;

    private static final ExecutorService CORES =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    private static final Map<Case, Future<Predictor.Prediction>> ANSWERS = new HashMap<>();

    private static Path files;
    private static byte[] photo;

    @BeforeAll
    static void draw() throws IOException {
        for (int labels : LABELS) {
            DrawnImages.draw(folder.resolve("images-" + labels), DrawnImages.LABELS.subList(0, labels), 4, 1);
        }
        photo = Files.readAllBytes(folder.resolve("images-2/validation/disc/004.png"));
        files = Files.createDirectory(folder.resolve("weights"));
        for (Network network : Networks.all()) {
            Network narrow = NarrowNetworks.narrow(network);
            KerasFile.of(narrow.weights(), RandomWeights.of(narrow, 5).tensors())
                    .write(files.resolve(network.published().fileName()));
        }
    }

    @AfterAll
    static void stop() {
        CORES.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> trainsPublishesLoadsAndAnswers() {
        List<Case> cases = cases();
        cases.forEach(c -> ANSWERS.computeIfAbsent(c.work(), work -> CORES.submit(() -> answer(work))));
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> check(c)));
    }

    private enum Weights {
        FILE,
        RANDOM;

        WeightSource source() {
            return this == FILE ? new DirectoryWeights(files) : new RandomWeightSource(5);
        }
    }

    private record Case(Network network, Recipe recipe, BatchNormMode norm, Weights weights, int labels) {

        /** One of the cases that are the same work: a probe trains no batch norm, the article always does. */
        Case work() {
            BatchNormMode same = switch (recipe) {
                case PROBE, ARTICLE -> BatchNormMode.TRAINING;
                case FINETUNE, AUTO -> norm;
            };
            return new Case(network, recipe, same, weights, labels);
        }

        /** With batch norm frozen images are mixed. */
        Augmentation augmentation() {
            return norm == BatchNormMode.FROZEN ? new Augmentation(true, 1, 0, 0.2, 1) : Augmentation.NONE;
        }

        @Override
        public String toString() {
            return String.join(
                    ", ",
                    network.name(),
                    recipe.text(),
                    "batch norm " + norm,
                    weights + " weights",
                    labels + " labels");
        }
    }

    /** All of them; AUTO stands for one of the others. */
    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Network network : Networks.all()) {
            for (Recipe recipe : EnumSet.complementOf(EnumSet.of(Recipe.AUTO))) {
                for (BatchNormMode norm : BatchNormMode.values()) {
                    for (Weights weights : Weights.values()) {
                        LABELS.forEach(labels -> cases.add(new Case(network, recipe, norm, weights, labels)));
                    }
                }
            }
        }
        return cases;
    }

    private static void check(Case c) throws Exception {
        Predictor.Prediction answer = ANSWERS.get(c.work()).get();
        assertThat(answer.ensemble().labels()).isEqualTo(c.labels);
        assertThat(IntStream.range(0, c.labels)
                        .mapToDouble(label -> answer.ensemble().at(0, label))
                        .sum())
                .isCloseTo(1, offset(1e-5));
        assertThat(answer.members()).hasSize(1);
    }

    private static Predictor.Prediction answer(Case c) throws IOException, ImageRejectedException {
        Network network = NarrowNetworks.narrow(c.network);
        ImageSpec spec = new ImageSpec(network.minimumSize());
        TrainingPlan plan = new TrainingPlan(
                c.recipe,
                List.of(network),
                spec,
                7,
                2,
                new FineTuneSettings(
                        1, 8, 1e-3, 0, Optimizer.ADAM, 0, c.augmentation(), ClassWeights.NONE, c.norm, false));
        ObjectStore store = new MapObjectStore();
        Path own = Files.createTempDirectory(folder, "run");
        TrainingContext context = new TrainingContext(
                store,
                c.weights.source(),
                ImageLimits.DEFAULT,
                Devices.AUTO,
                Clock.systemUTC(),
                Progress.NONE,
                Cancellation.NEVER,
                own);
        AtOnce.Trained trained;
        try (Dataset dataset = DrawnImages.open(folder.resolve("images-" + c.labels), own.resolve("dataset"))) {
            trained = AtOnce.train(plan, dataset, context);
        }
        EnsembleRepository ensembles = new EnsembleRepository(
                store, Clock.systemUTC(), own.resolve("ensembles"), new SavedModelFormat(Devices.AUTO));
        EnsembleName name = new EnsembleName("drawn");
        TrainedEnsemble draft =
                new TrainedEnsemble(trained.model(), trained.report(), trained.figures(), Map.of(), 7, "test");
        Manifest manifest = ensembles.publish(name, draft, Progress.NONE);
        try (ImageDecoder decoder = new ImageDecoder(spec, ImageLimits.DEFAULT);
                Predictor loaded = ensembles.load(name, manifest.version())) {
            return loaded.predict(PixelBatch.of(spec, List.of(decoder.decode(photo))));
        }
    }
}
