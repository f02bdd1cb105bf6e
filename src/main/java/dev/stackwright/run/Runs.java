package dev.stackwright.run;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.run.Launcher.LaunchDocument.LaunchType;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs in the store: submit, look, cancel. Thread-safe, also across processes; holds nothing to close. */
public final class Runs {

    private final RunStore runs;
    private final RunQueue queue;
    private final Clock clock;
    private final RandomGenerator random;
    private final Launcher launcher;
    private final BooleanSupplier gpu;
    private final String owner;

    /**
     * @param random for ids; thread-safe
     * @param launcher has runs carried out
     * @param gpu whether recipe auto fine-tunes where the machines of {@code launcher} train; asked only then
     * @param owner names this process in states and marks, e.g. {@code host-4711}
     */
    public Runs(
            ObjectStore store,
            Clock clock,
            RandomGenerator random,
            Launcher launcher,
            BooleanSupplier gpu,
            String owner) {
        this.runs = new RunStore(store);
        this.queue = new RunQueue(runs, clock, RunTimes.standard(Instant.MIN), owner);
        this.clock = clock;
        this.random = random;
        this.launcher = launcher;
        this.gpu = gpu;
        this.owner = owner;
    }

    /**
     * Stores the request, queues the run and has it launched.
     *
     * @throws LaunchException when the run is queued but could not be launched; {@link #launch} does it later
     */
    public RunView submit(RunPlan plan) {
        return submit(plan, launcher);
    }

    /** As {@link #submit(RunPlan)}, by another launcher than the one configured. */
    public RunView submit(RunPlan plan, Launcher by) {
        while (true) {
            RunId run = RunId.of(clock.instant(), random);
            LaunchDocument launch = describe(run, plan, by);
            RunState first = first();
            TrainRequest request = asked(plan, by);
            if (runs.create(run, request, launch, first)) {
                return launch(new RunView(run, request, first, null, launch.execution()), by);
            }
        }
    }

    /** A command's defaults are those of its machine: another process that takes its run up must not have others. */
    private static TrainRequest asked(RunPlan plan, Launcher by) {
        return by.how() == LaunchType.COMMAND ? plan.completeRequest(plan.folds()) : plan.request();
    }

    /**
     * The newest run that a command asked for in the same words, from the same weights, that has not ended and that nobody
     * asked to stop: its process was killed, or is at work still. Runs that cannot be read are passed over.
     */
    public Optional<RunView> unfinished(RunPlan plan, Launcher by) {
        TrainRequest request = asked(plan, by);
        return List.copyOf(queue.open().keySet()).stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(run -> goingOn(run, describe(run, plan, by), request).stream())
                .findFirst();
    }

    private Optional<RunView> goingOn(RunId run, LaunchDocument launch, TrainRequest request) {
        try {
            return runs.launch(run).equals(launch)
                    ? find(run)
                            .filter(view -> view.request().equals(request))
                            .filter(view -> !view.state().phase().ended() && !runs.cancelRequested(run))
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            runs.passOver(run, e); // most likely someone else's: it must not keep this request from a run of its own
            return Optional.empty();
        }
    }

    /**
     * As {@link #submit(RunPlan)}, under an id that the caller made from what asks for the run, so that asking again
     * starts nothing new. A run that was submitted and not launched is launched.
     *
     * @return the run as it stands; with the request that came first
     * @throws LaunchEndedException when it waits and what was launched for it is over, so that nothing will begin it
     * @throws LaunchException when the run is queued but could not be launched; ask again later
     */
    public RunView submitOnce(RunId run, RunPlan plan) {
        runs.createOnce(run, plan.request(), describe(run, plan, launcher), first());
        return launch(get(run), launcher);
    }

    private LaunchDocument describe(RunId run, RunPlan plan, Launcher by) {
        return by.describe(run, by.how().isElsewhere() ? plan.resolve(gpu) : plan);
    }

    /**
     * Launches a run that waits, once more: for one whose launch failed.
     *
     * @return the run as it stands
     * @throws UnknownRunException when there is none
     * @throws LaunchEndedException when it waits and what was launched for it is over, so that nothing will begin it
     * @throws LaunchException when that is still not possible
     */
    public RunView launch(RunId run) {
        return launch(get(run), launcher);
    }

    private RunView launch(RunView view, Launcher by) {
        LaunchDocument launch = runs.launch(view.run());
        if (view.state().phase() != Phase.QUEUED || launch.how() != by.how()) {
            return view;
        }
        try {
            by.launch(view.run(), launch);
            return view;
        } catch (LaunchEndedException e) {
            // a fast one may have begun, and even ended, the run since it was looked at
            RunView now = get(view.run());
            if (now.state().phase() == Phase.QUEUED) {
                throw e;
            }
            return now;
        }
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

    /** A run as a list shows it. */
    public sealed interface Listed permits RunView, Damaged {

        RunId run();
    }

    /**
     * A run of which something cannot be read; it is not taken up, and stays as it is.
     *
     * @param damaged which object, what is wrong with it, and what to do
     */
    public record Damaged(RunId run, String damaged) implements Listed {}

    /** Every run, newest first; those that were being submitted just now may be missing. */
    public List<Listed> all() {
        return runs.ids().stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(run -> listed(run).stream())
                .toList();
    }

    /**
     * A page of them, newest first.
     *
     * @param after the run that the page comes after, which need not be there; null for the first page
     * @param limit most runs of the page, 1 or more
     */
    public Page page(@Nullable RunId after, int limit) {
        List<RunId> ids = runs.ids().stream()
                .sorted(Comparator.reverseOrder())
                .filter(run -> after == null || run.compareTo(after) < 0)
                .toList();
        List<RunId> page = ids.subList(0, Math.min(limit, ids.size()));
        return new Page(
                page.stream().flatMap(run -> listed(run).stream()).toList(),
                page.size() < ids.size() ? page.get(page.size() - 1) : null);
    }

    /**
     * Some of the runs.
     *
     * @param next where the next page comes after; null where this is the last
     */
    public record Page(List<Listed> runs, @Nullable RunId next) {}

    private Optional<Listed> listed(RunId run) {
        try {
            return runs.view(run).map(view -> view);
        } catch (MalformedJsonException e) {
            return Optional.of(new Damaged(run, String.valueOf(e.getMessage())));
        }
    }

    /** Those that can be read, newest first. */
    public List<RunView> list() {
        return all().stream()
                .flatMap(run -> run instanceof RunView view ? Stream.of(view) : Stream.empty())
                .toList();
    }

    /** How many runs wait to be taken up. */
    public long queued() {
        return queue.open().values().stream()
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
        LaunchDocument launch = runs.launch(run);
        if (!launch.how().isElsewhere()) {
            // where it runs already, who runs it ends it
            runs.ended(
                    run,
                    runs.update(
                            run,
                            latest -> latest.phase() == Phase.QUEUED
                                    ? latest.cancelled(clock.instant(), owner)
                                    : latest));
            return get(run);
        }
        if (launch.how() == launcher.how()) {
            launcher.stop(run, launch);
        }
        // the stages that go on see the state, stop between two steps and let go of what they kept since
        runs.ended(
                run,
                runs.update(run, latest -> latest.phase().ended() ? latest : latest.cancelled(clock.instant(), owner)));
        return get(run);
    }

    /** There is no run of that id. */
    public static final class UnknownRunException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public UnknownRunException(String message) {
            super(message);
        }
    }
}
