package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Json;
import dev.stackwright.common.ManualClock;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Real training of one or two small networks on drawn images, by processes that share a store in memory. */
final class StageFixture {

    static final EnsembleName NAME = new EnsembleName("shapes");
    static final List<String> MEMBERS = List.of("mobilenet", "mobilenet-v2");

    /** Stages fail on purpose. */
    private static final Logger QUIET = Logger.getLogger(RunExecutor.class.getName());

    static {
        QUIET.setLevel(Level.OFF);
    }

    private static final RunPlanner PLANNER = new RunPlanner(MEMBERS, "photos");

    final ManualClock clock = new ManualClock(RunFixture.BEGINNING);
    final ObjectStore store;
    private final Path folder;

    /** @param folder for images, caches and scratch; images are drawn where there are none */
    StageFixture(Path folder, ObjectStore store) {
        this.folder = folder;
        this.store = store;
        if (!folder.resolve("train").toFile().exists()) {
            try {
                DrawnImages.draw(folder, 12, 4);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    StageFixture(Path folder) {
        this(folder, new MapObjectStore());
    }

    /** The same place with a copy of all that is stored; of a store in memory. */
    StageFixture copy() {
        return new StageFixture(folder, ((MapObjectStore) store).copy());
    }

    Runs runs() {
        return new Runs(store, clock, new Random(1), Launcher.workers(run -> {}), () -> false, "door");
    }

    RunPlan plan(Recipe recipe) {
        return PLANNER.plan(request(recipe), RunPlanner.Origin.COMMAND);
    }

    RunId submit(Recipe recipe) {
        return runs().submit(plan(recipe), Launcher.stages()).run();
    }

    /** Both networks where they stay frozen; one where it is trained. */
    TrainRequest request(Recipe recipe) {
        boolean tunes = recipe != Recipe.PROBE;
        return new TrainRequest(
                NAME,
                folder.toString(),
                recipe,
                recipe == Recipe.PROBE || recipe == Recipe.AUTO ? null : MEMBERS.subList(0, 1),
                32,
                null,
                null,
                2,
                null,
                tunes ? 1 : null,
                tunes ? 8 : null,
                tunes ? 1e-3 : null,
                null,
                null,
                null,
                null);
    }

    TrainingPipeline training(ObjectStore seen, boolean gpu) {
        return new TrainingPipeline(
                seen,
                PLANNER,
                () -> gpu,
                new Datasets(seen, folder.resolve("cache"), DatasetLimits.DEFAULT, false),
                ensembles(seen),
                "drawn",
                (text, seed, progress, cancellation) -> weights(),
                ImageLimits.DEFAULT,
                Devices.AUTO,
                Devices.AUTO,
                clock,
                folder.resolve("scratch"));
    }

    EnsembleRepository ensembles(ObjectStore seen) {
        return new EnsembleRepository(seen, clock, folder.resolve("ensembles"), new SavedModelFormat(Devices.AUTO));
    }

    /** How often a file of weights would have been read. */
    final AtomicInteger weightsRead = new AtomicInteger();

    /** Drawn once, as that takes longer than most of what is done with them. */
    private static final Map<String, NetworkWeights> DRAWN = new ConcurrentHashMap<>();

    /** By seed, under an origin that does not say so: they count as pre-trained. */
    private WeightSource weights() {
        return new WeightSource() {
            @Override
            public NetworkWeights weights(Network network) {
                weightsRead.incrementAndGet();
                return DRAWN.computeIfAbsent(network.name(), name -> {
                    NetworkWeights random = RandomWeights.of(network, 5);
                    return new NetworkWeights(name, "drawn.h5", random.tensors(), random.digest());
                });
            }

            @Override
            public String describe() {
                return "drawn";
            }
        };
    }

    RunExecutor process(ObjectStore seen) {
        return process(seen, training(seen, false));
    }

    RunExecutor process(ObjectStore seen, RunExecutor.Job job) {
        RunTimes times = new RunTimes(
                Duration.ofSeconds(60),
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                Instant.MIN,
                Backoff.of(1, Duration.ZERO, Duration.ZERO));
        return new RunExecutor(seen, job, clock, times, "process", RunListener.NONE);
    }

    Stage.Result stage(RunId run, Stage.Request call) {
        return process(store).run(run, call, Progress.NONE, Cancellation.NEVER);
    }

    Stage.Result stage(RunId run, Stage stage) {
        return stage(run, new Stage.Request(stage, null, null));
    }

    static Stage.Request member(String name) {
        return new Stage.Request(Stage.MEMBER, name, null);
    }

    /** Every stage in its order. */
    void allStages(RunId run) {
        stage(run, Stage.PREPARE);
        new RunArtifacts(store, run)
                .prepared()
                .orElseThrow()
                .request()
                .members()
                .forEach(name -> stage(run, member(name)));
        stage(run, Stage.STACK);
        stage(run, Stage.PUBLISH);
    }

    /** What was published: digest of the model, and the report without what depends on time and machine. */
    Published published() {
        EnsembleRepository ensembles = ensembles(store);
        Manifest manifest =
                ensembles.manifest(NAME, ensembles.versions(NAME).get(0)).orElseThrow();
        assertThat(manifest.calibration())
                .as("every version can say how sure it is")
                .returns(manifest.figures().validationImages(), Calibration::photos);
        try {
            ObjectNode report = (ObjectNode) Json.mapper().readTree(ensembles.report(NAME, manifest.version()));
            report.remove(List.of("timings", "environment"));
            return new Published(manifest.files().get(0).sha256().hex(), report.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Published(String model, String report) {}
}
