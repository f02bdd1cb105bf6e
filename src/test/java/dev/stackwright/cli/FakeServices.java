package dev.stackwright.cli;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.app.Services;
import dev.stackwright.classify.Classifier;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.EventHandler;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.Stage;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Real runs and ensembles over a store in memory; training is only noted down. */
final class FakeServices implements Services, Services.Opener {

    static final Instant NOW = Instant.parse("2026-11-24T08:15:00.123456Z");
    static final EnsembleVersion VERSION = new EnsembleVersion("20261124t081500z-3f2a9c1b");
    static final RunId RUN = new RunId("20261124t081500z-00000001");

    final MapObjectStore store = new MapObjectStore();
    final List<TrainRequest> trained = new ArrayList<>();
    final List<Map<String, String>> opened = new ArrayList<>();
    final List<Stage.Request> staged = new ArrayList<>();
    int closed;

    /** What classifies, where a test needs that. */
    Classifier classifier;

    /** How the next stages end. */
    Stage.Result stageEnd = new Stage.Result(Stage.Outcome.DONE, "done");

    /** How the next trainings end. */
    RunState end = new RunState(3, RunState.Phase.SUCCEEDED, NOW, "test", null, VERSION);

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final EnsembleRepository ensembles =
            new EnsembleRepository(store, clock, Path.of("unused"), new SavedModelFormat(Devices.AUTO));
    private final ApiKeys keys = new ApiKeys(store, clock, new Random(1));
    private final RunPlanner planner = new RunPlanner(List.of("mobilenet-v2"), "photos");
    private final Runs runs = new Runs(store, clock, new Random(1), Launcher.workers(run -> {}), () -> false, "test");

    @Override
    public Services open(Map<String, String> settings) {
        opened.add(settings);
        return this;
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Override
    public EnsembleRepository ensembles() {
        return ensembles;
    }

    @Override
    public Runs runs() {
        return runs;
    }

    @Override
    public Classifier classifier() {
        if (classifier != null) {
            return classifier;
        }
        throw new UnknownEnsembleException("there is no such ensemble here");
    }

    @Override
    public ApiKeys keys() {
        return keys;
    }

    @Override
    public EventHandler events() {
        return new EventHandler(new EventHandler.Parts(
                store,
                runs,
                planner,
                request -> classifier().classify(request),
                ensemble -> true,
                clock,
                Duration.ofMinutes(2),
                "test"));
    }

    @Override
    public Dataset dataset(DatasetLocation location, Progress progress) {
        throw new UnsupportedOperationException("no command under test reads datasets");
    }

    @Override
    public RunView train(TrainRequest request, Progress progress, Cancellation cancellation) {
        trained.add(request);
        return new RunView(RUN, request, end, null);
    }

    @Override
    public RunView resume(RunId run, Progress progress, Cancellation cancellation) {
        return runs.get(run);
    }

    @Override
    public RunView submitForStages(TrainRequest request) {
        return runs.submit(planner.plan(request, RunPlanner.Origin.COMMAND), Launcher.stages());
    }

    @Override
    public Stage.Result stage(RunId run, Stage.Request call, Progress progress, Cancellation cancellation) {
        staged.add(call);
        return stageEnd;
    }

    @Override
    public void close() {
        closed++;
    }

    @Override
    public Optional<String> withoutGpu() {
        return Optional.empty();
    }
}
