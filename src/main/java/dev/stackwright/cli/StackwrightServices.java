package dev.stackwright.cli;

import dev.stackwright.app.Configuration;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Services;
import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.Classifier;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLimits;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.event.Events;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.Stage;
import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The rooms as the application assembles them, without a server. */
final class StackwrightServices implements Services {

    private final Stackwright house;

    private StackwrightServices(Stackwright house) {
        this.house = house;
    }

    /** @param settings win over environment and files */
    static Services open(Map<String, String> settings) {
        Properties system = new Properties();
        system.putAll(System.getProperties());
        system.putAll(settings);
        return new StackwrightServices(Stackwright.open(
                Configuration.load(
                        System.getenv(),
                        system,
                        Path.of(system.getProperty("user.home", "")),
                        Path.of(system.getProperty("user.dir", ""))),
                ProcessEnvironment.ofThisProcess(),
                Stackwright.Listeners.NONE));
    }

    @Override
    public ObjectStore store() {
        return house.store();
    }

    @Override
    public EnsembleRepository ensembles() {
        return house.ensembles();
    }

    @Override
    public Runs runs() {
        return house.runs();
    }

    @Override
    public Classifier classifier() {
        return house.classifier();
    }

    @Override
    public Events events() {
        return house.events();
    }

    @Override
    public Dataset dataset(DatasetLocation location, Progress progress) {
        Path cache = house.directories().cache().resolve("datasets");
        return new Datasets(house.store(), cache, DatasetLimits.DEFAULT, true).open(location, progress);
    }

    @Override
    public RunView train(TrainRequest request, Progress progress, Cancellation cancellation) {
        RunPlan plan = house.planner().plan(request, RunPlanner.Origin.COMMAND);
        RunId run = house.runs()
                .submit(plan, Launcher.command(house.config().weights()))
                .run();
        // queued again after an error that may pass, it waits; where another process took it up, it is followed
        return new RunWatcher(progress, RunWatcher.PAUSE).untilEnd(() -> {
            if (cancellation.requested()) {
                house.runs().cancel(run);
            }
            var unused = house.executor().run(run, progress, cancellation);
            return house.runs().get(run);
        });
    }

    @Override
    public RunView submitForStages(TrainRequest request) {
        return house.runs().submit(house.planner().plan(request, RunPlanner.Origin.COMMAND), Launcher.stages());
    }

    @Override
    public Stage.Result stage(RunId run, Stage.Request call, Progress progress, Cancellation cancellation) {
        return house.executor().run(run, call, progress, cancellation);
    }

    @Override
    public Optional<String> withoutGpu() {
        return house.withoutGpu();
    }

    @Override
    public void close() {
        house.close();
    }
}
