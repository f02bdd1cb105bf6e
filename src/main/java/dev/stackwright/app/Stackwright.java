package dev.stackwright.app;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.Configuration.SettingsCheck;
import dev.stackwright.app.StackwrightFactory.Launching;
import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.event.BucketPoller;
import dev.stackwright.event.EventHandler;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunExecutor;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunListener;
import dev.stackwright.run.RunPlan;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunTimes;
import dev.stackwright.run.RunView;
import dev.stackwright.run.RunWorker;
import dev.stackwright.run.Runs;
import dev.stackwright.run.Stage;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher;
import dev.stackwright.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The application: every part, built once from settings, for the server or for one command.
 * Thread-safe; close it, which ends the embedded store, too, where this process owns it.
 */
public final class Stackwright implements Services {

    /** How long closing waits for a run to stop between two steps. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StackwrightConfig config;
    private final Directories directories;
    private final OpenStore store;
    private final Optional<StepFunctionsLauncher> launcher;
    private final RunPlanner planner;
    private final EnsembleRepository ensembles;
    private final Lazy<Classifier> classifier;
    private final ApiKeys keys;
    private final Runs runs;
    private final RunExecutor executor;
    private final RunWorker worker;
    private final EventHandler events;
    private final BucketPoller watcher;

    private Stackwright(
            StackwrightConfig config,
            Directories directories,
            OpenStore open,
            ProcessEnvironment surroundings,
            Listeners listeners) {
        this.config = config;
        this.directories = directories;
        this.store = open;
        ObjectStore objects = open.store();
        Engines engines = new Engines(config.classify().engine(), Gpu.devices(config.gpu()));
        this.launcher = Launching.launcher(config);
        this.planner = new RunPlanner(
                config.members(), objects.bucket(), config.datasets().allowPrivateAddresses());
        this.ensembles = new EnsembleRepository(
                objects,
                surroundings.clock(),
                directories.cache().resolve("ensembles"),
                config.bakedDirectory(),
                engines);
        this.classifier = new Lazy<>(
                () -> {
                    Gpu.check(config.gpu());
                    return StackwrightFactory.classifier(
                            config, ensembles, objects, surroundings.clock(), listeners.classify());
                },
                Classifier::close);
        this.keys = new ApiKeys(objects, surroundings.clock(), surroundings.random());
        RunTimes times = RunTimes.standard(open.alone() ? surroundings.clock().instant() : Instant.MIN);
        this.executor = new RunExecutor(
                objects,
                StackwrightFactory.training(
                        config, directories, objects, planner, ensembles, engines, surroundings.clock()),
                surroundings.clock(),
                times,
                surroundings.process(),
                listeners.run());
        this.worker = new RunWorker(executor, times, PATIENCE);
        this.runs = new Runs(
                objects,
                surroundings.clock(),
                surroundings.random(),
                launcher.<Launcher>map(elsewhere -> elsewhere).orElseGet(() -> Launcher.workers(worker::wake)),
                Launching.tunes(config),
                surroundings.process());
        this.events = new EventHandler(new EventHandler.Parts(
                objects,
                runs,
                planner,
                request -> classifier().classify(request),
                ensemble -> ensembles.promoted(ensemble).isPresent(),
                surroundings.clock(),
                config.events().lease(),
                surroundings.process()));
        this.watcher = new BucketPoller(
                objects, events::handle, surroundings.clock(), config.watch().interval(), BucketPoller.MOST_KEYS);
    }

    /** Who hears of the work, for metrics. */
    public record Listeners(ClassifyListener classify, RunListener run) {

        public static final Listeners NONE = new Listeners(ClassifyListener.NONE, RunListener.NONE);
    }

    /**
     * Checks the settings, opens the store (starting the embedded one where that is configured and nobody runs it) and
     * builds the parts. No run is taken up before {@link #startWorker}.
     *
     * @throws ConfigurationException naming the key at fault
     * @throws dev.stackwright.store.ObjectStore.StoreException when the store cannot be opened
     */
    public static Stackwright open(StackwrightConfig config, ProcessEnvironment surroundings, Listeners listeners) {
        SettingsCheck.check(config);
        Directories directories = Directories.of(config, surroundings.environment(), surroundings.home());
        OpenStore store = OpenStore.open(config.store(), directories.data());
        try {
            return new Stackwright(config, directories, store, surroundings, listeners);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    public Directories directories() {
        return directories;
    }

    @Override
    public ObjectStore store() {
        return store.store();
    }

    /**
     * Looks whether the store can be used.
     *
     * @throws dev.stackwright.store.ObjectStore.StoreException when it does not answer or cannot be written
     */
    public void checkStore() {
        store.check();
    }

    /** Where the store is, for people. */
    public String storeDescription() {
        return store.description();
    }

    public RunPlanner planner() {
        return planner;
    }

    @Override
    public EnsembleRepository ensembles() {
        return ensembles;
    }

    /** Made on the first call. */
    @Override
    public Classifier classifier() {
        return classifier.get();
    }

    @Override
    public ApiKeys keys() {
        return keys;
    }

    /** Why this build for GPUs works without one, for people; empty where all is as it should be. Loads TensorFlow. */
    @Override
    public Optional<String> withoutGpu() {
        return Gpu.fallback(config.gpu());
    }

    /** Classifies for whoever asks over a network: of the store they may read some prefixes. */
    public ClassifyReply classify(ClassifyRequest request) {
        return classifier().classify(request, config.classify().prefixes());
    }

    /** As {@link #classify(ClassifyRequest)}, an answer for each image as soon as it is known. */
    public void classify(ClassifyRequest request, Consumer<ClassifyReply> each) {
        classifier().classify(request, config.classify().prefixes(), each);
    }

    /** The ensembles that are to be loaded before the server is ready. */
    public List<EnsembleName> warm() {
        return StackwrightFactory.warm(config.classify());
    }

    @Override
    public Runs runs() {
        return runs;
    }

    /** What uploads start. */
    @Override
    public EventHandler events() {
        return events;
    }

    /** Begins to look for uploads where that is configured; once. */
    public void startWatcher() {
        StackwrightConfig.Watching enabled = config.watch().enabled();
        if (enabled == StackwrightConfig.Watching.ON
                || (enabled == StackwrightConfig.Watching.AUTO && store.embedded() != null)) {
            watcher.start();
        }
    }

    /** Stops looking for uploads; what is being handled is waited for, for seconds. */
    public void stopWatcher() {
        watcher.close();
    }

    @Override
    public Dataset dataset(DatasetLocation location, Progress progress) {
        // of this machine's own user, who may read private networks
        return StackwrightFactory.datasets(config, directories, store(), true).open(location, progress);
    }

    @Override
    public RunView train(TrainRequest request, Progress progress, Cancellation cancellation) {
        Gpu.check(config.gpu());
        RunPlan plan = planner.plan(request, RunPlanner.Origin.COMMAND);
        Launcher here = Launcher.command(config.weights());
        Optional<RunView> begun = runs.unfinished(plan, here);
        begun.ifPresent(
                run -> progress.note("going on with the run " + run.run() + ", which was asked for in the same words"
                        + " and has not ended ('stackwright runs cancel " + run.run() + "' ends it)"));
        RunId run = begun.orElseGet(() -> runs.submit(plan, here)).run();
        return resume(run, progress, cancellation);
    }

    @Override
    public RunView resume(RunId run, Progress progress, Cancellation cancellation) {
        var unused = executor.run(run, progress, cancellation);
        return runs.get(run);
    }

    @Override
    public RunView submitForStages(TrainRequest request) {
        return runs.submit(planner.plan(request, RunPlanner.Origin.COMMAND), Launcher.stages());
    }

    @Override
    public Stage.Result stage(RunId run, Stage.Request call, Progress progress, Cancellation cancellation) {
        Gpu.check(config.gpu());
        return executor.run(run, call, progress, cancellation);
    }

    /**
     * Begins to take queued runs up in the background, one at a time; once. With a state machine that is left to it, and
     * nothing begins.
     *
     * @throws ConfigurationException where a GPU is required and none can be used
     */
    public void startWorker() {
        Gpu.check(config.gpu());
        if (launcher.isEmpty()) {
            worker.start();
        }
    }

    /**
     * Stops the worker; a run under way is queued again. May be called before {@link #close}, while requests are still
     * answered.
     */
    public void stopWorker() {
        worker.close();
    }

    @Override
    public void close() {
        try (OpenStore last = store;
                Lazy<Classifier> first = classifier) {
            stopWatcher();
            stopWorker();
            launcher.ifPresent(StepFunctionsLauncher::close);
        }
    }
}
