package dev.stackwright.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.DatasetLimits;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Real training of one or two small networks on drawn images, by processes that share a store in memory. */
final class StageFixture {

    static final EnsembleName NAME = new EnsembleName("shapes");
    static final List<String> MEMBERS = List.of("mobilenet", "mobilenet-v2");

    /** Stages fail on purpose. */
    private static final Logger QUIET = Logger.getLogger(StageExecutor.class.getName());

    static {
        QUIET.setLevel(Level.OFF);
    }

    final RunFixture.TurnedClock clock = new RunFixture.TurnedClock();
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
        return new Runs(store, planner(false), clock, new Random(1), new RunSignal(), "door");
    }

    private static RunPlanner planner(boolean gpu) {
        return new RunPlanner(MEMBERS, () -> gpu);
    }

    RunId submit(Recipe recipe) {
        return runs().submit(request(recipe), new StagesLauncher()).run();
    }

    /** Both networks where they stay frozen; one where it is trained. */
    TrainRequest request(Recipe recipe) {
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
                1,
                8,
                1e-3,
                null);
    }

    EnsembleTraining training(ObjectStore seen, boolean gpu) {
        return new EnsembleTraining(new TrainingParts(
                seen,
                planner(gpu),
                new Datasets(seen, folder.resolve("cache"), DatasetLimits.DEFAULT, false),
                ensembles(seen),
                "drawn",
                (text, seed, progress, cancellation) -> weights(),
                ImageLimits.DEFAULT,
                clock,
                folder.resolve("scratch")));
    }

    EnsembleRepository ensembles(ObjectStore seen) {
        return new EnsembleRepository(seen, clock, folder.resolve("ensembles"));
    }

    /** By seed, under an origin that does not say so: they count as pre-trained. */
    private static WeightSource weights() {
        return new WeightSource() {
            @Override
            public NetworkWeights weights(Network network) {
                return NetworkWeights.of(
                        network.name(), "drawn.h5", RandomWeights.of(network, 5).tensors());
            }

            @Override
            public String describe() {
                return "drawn";
            }
        };
    }

    StageExecutor process(ObjectStore seen) {
        return process(seen, training(seen, false));
    }

    StageExecutor process(ObjectStore seen, StageJob job) {
        RunTimes times = new RunTimes(Duration.ofSeconds(60), Duration.ofMillis(20), Duration.ofMillis(5), Instant.MIN);
        return new StageExecutor(seen, job, clock, times, "process");
    }

    StageResult stage(RunId run, StageCall call) {
        return process(store).execute(run, call, Progress.NONE, Cancellation.NEVER);
    }

    StageResult stage(RunId run, Stage stage) {
        return stage(run, new StageCall(stage, null, null));
    }

    static StageCall member(String name) {
        return new StageCall(Stage.MEMBER, name, null);
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
