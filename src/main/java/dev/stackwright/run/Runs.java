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
    private final RunSignal signal;
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
        this.runs = new RunStore(store);
        this.planner = planner;
        this.clock = clock;
        this.random = random;
        this.signal = signal;
        this.owner = owner;
    }

    /**
     * Checks the request, stores it and queues the run.
     *
     * @throws InvalidRequestException naming the field at fault
     */
    public RunView submit(TrainRequest request) {
        planner.plan(request);
        while (true) {
            RunId run = RunId.of(clock.instant(), random);
            RunState first = new RunState(1, Phase.QUEUED, clock.instant(), owner, null, null);
            if (runs.create(run, request, first)) {
                signal.wake();
                return new RunView(run, request, first, null);
            }
        }
    }

    /**
     * As {@link #submit(TrainRequest)}, under an id that the caller made from what asks for the run, so that asking
     * again starts nothing new.
     *
     * @return the run as it stands; with the request that came first
     * @throws InvalidRequestException naming the field at fault
     */
    public RunView submitOnce(RunId run, TrainRequest request) {
        planner.plan(request);
        RunState first = new RunState(1, Phase.QUEUED, clock.instant(), owner, null, null);
        if (runs.createOnce(run, request, first)) {
            signal.wake();
        }
        return get(run);
    }

    public Optional<RunView> find(RunId run) {
        return runs.view(run);
    }

    /** @throws UnknownRunException when there is none */
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
     * Asks a run to stop; a queued one stops at once, a running one between two steps, in whatever process it runs. An
     * ended run stays as it is.
     *
     * @return the run as it stands after the request
     * @throws UnknownRunException when there is none
     */
    public RunView cancel(RunId run) {
        RunView view = get(run);
        if (view.state().phase().ended()) {
            return view;
        }
        runs.requestCancel(run, new RunStore.CancelRequest(clock.instant(), owner));
        while (view.state().phase() == Phase.QUEUED) {
            RunState cancelled = new RunState(
                    view.state().number() + 1,
                    Phase.CANCELLED,
                    clock.instant(),
                    owner,
                    "cancelled before it began",
                    null);
            runs.advance(run, cancelled);
            view = get(run);
        }
        return view;
    }
}
