package dev.stackwright.run;

import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Runs in the store: submit, look, cancel. Thread-safe, also across processes; holds nothing to close. */
public final class Runs {

    private final RunStore runs;
    private final RunPlanner planner;
    private final Clock clock;
    private final RandomGenerator random;
    private final Launcher launcher;
    private final Launcher workers;
    private final String owner;

    /**
     * @param random for ids; thread-safe
     * @param signal wakes the worker of this process
     * @param owner names this process in states and marks, e.g. {@code host-4711}
     */
    public Runs(
            ObjectStore store,
            RunPlanner planner,
            Clock clock,
            RandomGenerator random,
            RunSignal signal,
            String owner) {
        this(store, planner, clock, random, signal, owner, Optional.empty());
    }

    /** @param elsewhere has runs carried out, where that is not left to workers */
    public Runs(
            ObjectStore store,
            RunPlanner planner,
            Clock clock,
            RandomGenerator random,
            RunSignal signal,
            String owner,
            Optional<Launcher> elsewhere) {
        this.runs = new RunStore(store);
        this.planner = planner;
        this.clock = clock;
        this.random = random;
        this.workers = new WorkerLauncher(signal);
        this.launcher = elsewhere.orElse(workers);
        this.owner = owner;
    }

    /**
     * Checks the request, stores it, queues the run and has it launched.
     *
     * @throws InvalidRequestException naming the field at fault
     * @throws LaunchException when the run is queued but could not be launched; {@link #launch} does it later
     */
    public RunView submit(TrainRequest request) {
        return submit(request, launcher);
    }

    /** As {@link #submit(TrainRequest)}, for the workers whatever is configured. */
    public RunView submitToWorkers(TrainRequest request) {
        return submit(request, workers);
    }

    /** As {@link #submit(TrainRequest)}, by another launcher than the one configured. */
    public RunView submit(TrainRequest request, Launcher by) {
        RunPlan plan = planner.plan(request);
        while (true) {
            RunId run = RunId.of(clock.instant(), random);
            if (runs.create(run, request, by.describe(run, plan), first())) {
                return launch(get(run), by);
            }
        }
    }

    /**
     * As {@link #submit(TrainRequest)}, under an id that the caller made from what asks for the run, so that asking
     * again starts nothing new. A run that was submitted and not launched is launched.
     *
     * @return the run as it stands; with the request that came first
     * @throws InvalidRequestException naming the field at fault
     * @throws LaunchException when the run is queued but could not be launched; ask again later
     */
    public RunView submitOnce(RunId run, TrainRequest request) {
        RunPlan plan = planner.plan(request);
        runs.createOnce(run, request, launcher.describe(run, plan), first());
        return launch(get(run), launcher);
    }

    /**
     * Launches a run that waits, once more: for one whose launch failed.
     *
     * @throws UnknownRunException when there is none
     * @throws LaunchException when that is still not possible
     */
    public RunView launch(RunId run) {
        return launch(get(run), launcher);
    }

    private RunView launch(RunView view, Launcher by) {
        LaunchDocument launch = runs.launches().of(view.run());
        if (view.state().phase() == Phase.QUEUED && launch.how() == by.how()) {
            by.launch(view.run(), launch);
        }
        return view;
    }

    private RunState first() {
        return new RunState(1, Phase.QUEUED, clock.instant(), owner, null, null);
    }

    public Optional<RunView> find(RunId run) {
        return runs.view(run);
    }

    /**
     * One run as it stands.
     *
     * @throws UnknownRunException when there is none
     */
    public RunView get(RunId run) {
        return find(run)
                .orElseThrow(() -> new UnknownRunException(
                        "there is no run " + run + "; expected one of those that 'runs list' or GET /api/runs shows"));
    }

    /** What the run has told so far, with every stage; empty before it began. */
    public Optional<ProgressDocument> progress(RunId run) {
        return runs.progress(run);
    }

    /** Newest first. */
    public List<RunView> list() {
        return runs.ids().stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(run -> runs.readableView(run).stream())
                .toList();
    }

    /** How many runs wait to be taken up. */
    public long queued() {
        return runs.ids().stream()
                .flatMap(run -> runs.readableLatest(run).stream())
                .filter(state -> state.phase() == Phase.QUEUED)
                .count();
    }

    /**
     * Asks a run to stop; a queued one stops at once, a running one between two steps, in whatever process it runs. One
     * that was launched elsewhere is stopped there and has ended at once. An ended run stays as it is.
     *
     * @return the run as it stands after the request
     * @throws UnknownRunException when there is none
     * @throws LaunchException when it was asked to stop, but what carries it out could not be; ask again
     */
    public RunView cancel(RunId run) {
        RunView view = get(run);
        if (view.state().phase().ended()) {
            return view;
        }
        runs.requestCancel(run, new RunStore.CancelRequest(clock.instant(), owner));
        LaunchDocument launch = runs.launches().of(run);
        if (launch.isElsewhere()) {
            return cancelElsewhere(view, launch);
        }
        while (view.state().phase() == Phase.QUEUED) {
            end(view, "cancelled before it began");
            view = get(run);
        }
        return view;
    }

    /** The stages that go on see the state and stop between two steps. */
    private RunView cancelElsewhere(RunView cancelled, LaunchDocument launch) {
        if (launch.how() == launcher.how()) {
            launcher.stop(cancelled.run(), launch);
        }
        RunView view = cancelled;
        while (!view.state().phase().ended()) {
            end(view, "cancelled on request");
            view = get(cancelled.run());
        }
        return view;
    }

    private void end(RunView view, String message) {
        runs.advance(
                view.run(),
                new RunState(view.state().number() + 1, Phase.CANCELLED, clock.instant(), owner, message, null));
    }
}
