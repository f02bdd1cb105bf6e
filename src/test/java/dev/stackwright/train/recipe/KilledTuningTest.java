package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.ManualClock;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.NarrowNetworks;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.Precision;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember.WithWeights;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of a narrow network from random weights, whose folds and last training are all made. */
class KilledTuningTest {

    private static final Network NETWORK = NarrowNetworks.narrow(Networks.named("mobilenet"));
    private static final int EPOCHS = 6;
    private static final List<Integer> EVERY_EPOCH =
            IntStream.rangeClosed(1, EPOCHS).boxed().toList();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void draw() throws IOException {
        DrawnImages.draw(folder, 8, 2);
    }

    private final AtomicInteger steps = new AtomicInteger();
    private final ManualClock clock = new ManualClock();
    /** So long that each epoch is kept. */
    private Duration step = Duration.ofMinutes(1);

    private Precision precision = Precision.FLOAT32;

    private final Map<String, List<Integer>> told = new TreeMap<>();

    @Test
    void aMemberKilledTwentyTimesIsTheOneThatWasNeverKilled() throws IOException {
        // an epoch has four steps at most: what a kill costs is less than that
        WithWeights made = killed(List.of(), 20, 4);
        assertThat(made.member().history().orElseThrow().kept()).doesNotContain("trials");
    }

    /** At a rate of 0.9 the loss goes astray at once. */
    @Test
    void soIsOneThatChoosesItsRateByATrialWhichIsNotMadeAgainOnceItIsDone() throws IOException {
        WithWeights made = killed(List.of(1e-3, 0.9), 6, 8);
        assertThat(made.member().history().orElseThrow().kept())
                .contains("by trials at a peak rate of 0.001 (folds: 0.001, 0.001)");
    }

    /** As where a machine with another kind of processor takes it up. */
    @Test
    void oneThatGoesOnInAnotherPrecisionBeginsOnceMore() throws IOException {
        precision = Precision.MIXED;
        WithWeights expected =
                train(List.of(), new MapObjectStore(), Cancellation.NEVER).orElseThrow();
        MapObjectStore store = new MapObjectStore();
        precision = Precision.FLOAT32;
        steps.set(0);
        assertThat(train(List.of(), store, () -> steps.get() > 8)).isEmpty();
        assertThat(store.list("")).isNotEmpty();
        precision = Precision.MIXED;
        assertThat(train(List.of(), store, Cancellation.NEVER)
                        .orElseThrow()
                        .weights()
                        .digest())
                .isEqualTo(expected.weights().digest());
    }

    private WithWeights killed(List<Double> rates, int wanted, int lost) throws IOException {
        AtomicInteger asksOfAll = new AtomicInteger();
        WithWeights expected = train(rates, new MapObjectStore(), () -> asksOfAll.incrementAndGet() < 0)
                .orElseThrow();
        int whole = steps.getAndSet(0);
        MapObjectStore store = new MapObjectStore();
        Random random = new Random(5);
        int kills = 0;
        int before = 0;
        Optional<WithWeights> made = Optional.empty();
        while (made.isEmpty()) {
            int asks = kills < wanted ? asks(random, asksOfAll.get() - whole) : Integer.MAX_VALUE;
            before = steps.get();
            AtomicInteger asked = new AtomicInteger();
            told.clear();
            made = train(rates, store, () -> asked.incrementAndGet() > asks);
            kills += made.isEmpty() ? 1 : 0;
        }
        assertThat(kills).as("of %s asks", asksOfAll).isEqualTo(wanted);
        assertThat(made.orElseThrow().weights().digest())
                .isEqualTo(expected.weights().digest());
        assertThat(made.orElseThrow().member().head())
                .isEqualTo(expected.member().head());
        assertThat(made.orElseThrow().member().outputs())
                .usingRecursiveComparison()
                .isEqualTo(expected.member().outputs());
        assertThat(made.orElseThrow().member().history())
                .isEqualTo(expected.member().history());
        // whoever watches the last attempt sees the whole curves
        assertThat(told).isEqualTo(Map.of("fold 1", EVERY_EPOCH, "fold 2", EVERY_EPOCH, "all photos", EVERY_EPOCH));
        assertThat(steps.get()).isLessThan(whole + lost * wanted);
        assertThat(steps.get() - before).as("steps after the last kill").isLessThan(whole / 2);
        return made.orElseThrow();
    }

    @Test
    void aTrainingOfSecondsKeepsNothing() throws IOException {
        step = Duration.ofMillis(100);
        MapObjectStore store = new MapObjectStore();
        assertThat(train(List.of(), store, () -> steps.get() > 20)).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    /** Until a kill: half of them before the first step, the others a few steps after it. */
    private static int asks(Random random, int beforeSteps) {
        return random.nextBoolean() ? 1 + random.nextInt(beforeSteps) : beforeSteps + 1 + random.nextInt(5);
    }

    /** Steps that are made up for by a checkpoint come in one piece, larger than 1. */
    private final Progress counting = (name, total) -> new Progress.Task() {
        @Override
        public void advance(long more) {
            if (name.startsWith("fine-tune") && more == 1) {
                steps.incrementAndGet();
                clock.pass(step);
            }
        }

        @Override
        public void measured(String training, Progress.Epoch epoch) {
            told.computeIfAbsent(training, first -> new ArrayList<>()).add(epoch.epoch());
        }

        @Override
        public void close() {}
    };

    private Optional<WithWeights> train(List<Double> rates, MapObjectStore store, Cancellation cancellation)
            throws IOException {
        TrainingPlan plan = new TrainingPlan(
                Recipe.FINETUNE,
                List.of(NETWORK),
                new ImageSpec(32),
                7,
                2,
                new FineTuneSettings(
                        EPOCHS,
                        4,
                        1e-3,
                        0.1,
                        new Optimizer(0.01, 1, 0.5, true),
                        0.1,
                        new Augmentation(true, 0.5, 0.2),
                        ClassWeights.BALANCED,
                        BatchNormMode.TRAINING,
                        false,
                        rates,
                        precision));
        Path scratch = Files.createTempDirectory(folder, "scratch");
        TrainingContext context = new TrainingContext(
                store,
                new Drawn(),
                ImageLimits.DEFAULT,
                Devices.CPU,
                Devices.CPU,
                clock,
                counting,
                cancellation,
                scratch,
                Optional.of(new ObjectKey("runs/one/checkpoints")));
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"));
                MemberTrainer trainer = new MemberTrainer(plan, dataset, context)) {
            return Optional.of(trainer.train(NETWORK));
        } catch (CancelledException e) {
            return Optional.empty();
        }
    }

    private record Drawn() implements WeightSource {
        @Override
        public NetworkWeights weights(Network network) {
            return RandomWeights.of(network, 5);
        }

        @Override
        public String describe() {
            return "random";
        }
    }
}
