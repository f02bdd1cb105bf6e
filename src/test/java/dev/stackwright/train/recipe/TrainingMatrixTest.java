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
import dev.stackwright.network.Layers;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.Architecture;
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
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every recipe with every network of the registry, with batch norm frozen and training, and with weights from a file and
 * random: one step, published, loaded, asked for an answer, at the smallest size that the network takes. A network or a
 * recipe that is added later is in it.
 *
 * <p>What can go wrong here lies in the layers that a network is made of and how they meet, not in how wide they are. So
 * each network is drawn layer by layer as the registry has it, but with a sixteenth of its filters.
 */
class TrainingMatrixTest {

    private static final int NARROWER = 16;

    @TempDir
    private static Path folder;

    private static Path files;
    private static byte[] photo;

    @BeforeAll
    static void draw() throws IOException {
        DrawnImages.draw(folder.resolve("images"), 4, 1);
        photo = Files.readAllBytes(folder.resolve("images/validation/disc/004.png"));
        files = Files.createDirectory(folder.resolve("weights"));
        for (Network network : Networks.all()) {
            Network narrow = narrow(network);
            KerasFile.of(narrow.weights(), RandomWeights.of(narrow, 5).tensors())
                    .write(files.resolve(network.published().fileName()));
        }
    }

    @TestFactory
    Stream<DynamicTest> trainsPublishesLoadsAndAnswers() {
        return Networks.all().stream()
                .flatMap(network -> cases().stream()
                        .map(c -> DynamicTest.dynamicTest(
                                network.name() + ", " + c, () -> check(narrow(network), c.recipe, c.norm, c.weights))));
    }

    private record Case(Recipe recipe, BatchNormMode norm, WeightSource weights) {
        @Override
        public String toString() {
            return recipe.text() + ", batch norm " + norm + ", weights " + weights.describe();
        }
    }

    /** All of them; AUTO stands for one of the others. */
    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Recipe recipe : EnumSet.complementOf(EnumSet.of(Recipe.AUTO))) {
            for (BatchNormMode norm : BatchNormMode.values()) {
                cases.add(new Case(recipe, norm, new DirectoryWeights(files)));
                cases.add(new Case(recipe, norm, new RandomWeightSource(5)));
            }
        }
        return cases;
    }

    private static void check(Network network, Recipe recipe, BatchNormMode norm, WeightSource weights)
            throws IOException, ImageRejectedException {
        ImageSpec spec = new ImageSpec(network.minimumSize());
        TrainingPlan plan = new TrainingPlan(
                recipe,
                List.of(network),
                spec,
                7,
                2,
                new FineTuneSettings(
                        1, 8, 1e-3, 0, Optimizer.ADAM, 0, Augmentation.NONE, ClassWeights.NONE, norm, false));
        ObjectStore store = new MapObjectStore();
        Path own = Files.createTempDirectory(folder, "run");
        TrainingContext context = new TrainingContext(
                store,
                weights,
                ImageLimits.DEFAULT,
                Devices.AUTO,
                Clock.systemUTC(),
                Progress.NONE,
                Cancellation.NEVER,
                own);
        AtOnce.Trained trained;
        try (Dataset dataset = DrawnImages.open(folder.resolve("images"), own.resolve("dataset"))) {
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
            Predictor.Prediction answer = loaded.predict(PixelBatch.of(spec, List.of(decoder.decode(photo))));
            assertThat(answer.ensemble().at(0, 0) + answer.ensemble().at(0, 1)).isCloseTo(1, offset(1e-5));
            assertThat(answer.members()).hasSize(1);
        }
    }

    /** With a sixteenth of its filters. */
    static Network narrow(Network network) {
        Architecture wide = network.architecture();
        return new Network(
                network.name(),
                network.title(),
                network.channels() / NARROWER,
                network.nativeSize(),
                network.minimumSize(),
                network.preprocessing(),
                network.published(),
                network.gmac(),
                new Architecture() {
                    @Override
                    public <T> T draw(Layers<T> layers, T image) {
                        return wide.draw(narrow(layers), image);
                    }
                });
    }

    /** With fewer filters in each convolution that has a number of them; everything else is passed on as it is. */
    @SuppressWarnings("unchecked")
    private static <T> Layers<T> narrow(Layers<T> wide) {
        Set<String> convolutions = Set.of("conv2d", "separableConv2d");
        return (Layers<T>) Proxy.newProxyInstance(
                Layers.class.getClassLoader(), new Class<?>[] {Layers.class}, (proxy, method, given) -> {
                    Object[] arguments = given.clone();
                    if (convolutions.contains(method.getName())) {
                        arguments[2] = Math.max(1, (int) arguments[2] / NARROWER);
                    }
                    return method.invoke(wide, arguments);
                });
    }
}
