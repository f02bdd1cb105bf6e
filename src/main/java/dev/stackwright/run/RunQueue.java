package dev.stackwright.run;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Staleness;
import dev.stackwright.run.Launcher.LaunchDocument.LaunchType;
import dev.stackwright.run.RunState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which runs have not ended, and which of them may be taken up. A look costs a request and two for each run that has not
 * ended, however many have: ids begin with the time, so that new ones are the last of the bucket's. Now and then all ids
 * are looked through, for those that came late under an old one.
 *
 * <p>Whether an owner is alive is judged by whether what it writes changes, on the clock of this process: those of two
 * machines are never compared. A run that cannot be read is passed over. Thread-safe.
 */
final class RunQueue {

    /** By how much a new id may be older than the time it comes at, and still be found with the next look. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private static final Duration ALL = Duration.ofMinutes(5);

    private final RunStore runs;
    private final Clock clock;
    private final RunTimes times;
    private final String owner;
    private final Set<RunId> ended = new HashSet<>();
    private final Set<RunId> open = new HashSet<>();
    private final Staleness<RunId> signs = new Staleness<>(Integer.MAX_VALUE);
    private Instant lookedThrough = Instant.MIN;

    RunQueue(RunStore runs, Clock clock, RunTimes times, String owner) {
        this.runs = runs;
        this.clock = clock;
        this.times = times;
        this.owner = owner;
    }

    /** A run that this process submitted, whatever its id says of its time. */
    synchronized void add(RunId run) {
        open.add(run);
    }

    /** The latest states of the runs that have not ended, oldest first. */
    synchronized SortedMap<RunId, RunState> open() {
        Collection<RunId> candidates = candidates();
        SortedMap<RunId, RunState> found = new TreeMap<>();
        for (RunId run : candidates) {
            if (!ended.contains(run)) {
                look(run).ifPresent(state -> found.put(run, state));
            }
        }
        open.clear();
        open.addAll(found.keySet());
        signs.keepOnly(open);
        return found;
    }

    private Optional<RunState> look(RunId run) {
        try {
            Optional<RunState> latest = runs.latest(run);
            if (latest.filter(state -> state.phase().ended()).isPresent()) {
                ended.add(run);
                return Optional.empty();
            }
            return latest;
        } catch (MalformedJsonException e) {
            runs.passOver(run, e);
            return Optional.empty();
        }
    }

    private Collection<RunId> candidates() {
        Instant now = clock.instant();
        if (lookedThrough.isBefore(now.minus(ALL))) {
            List<RunId> all = runs.ids();
            ended.retainAll(new HashSet<>(all));
            lookedThrough = now;
            return all;
        }
        Set<RunId> some = new HashSet<>(open);
        String after = RunId.time(now.minus(LATE));
        for (Optional<RunId> next = runs.next(after); next.isPresent(); next = runs.next(after)) {
            some.add(next.get());
            after = next.get() + "0"; // behind all keys of that run, which go on with a slash
        }
        return some;
    }

    /** The oldest run that may be taken up. */
    Optional<RunId> nextFree() {
        return open().entrySet().stream()
                .filter(entry -> isReadyAndFree(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private boolean isReadyAndFree(RunId run, RunState latest) {
        try {
            if (!isFree(run, latest)) {
                return false;
            }
            var unused = runs.request(run);
            return true;
        } catch (MalformedJsonException e) {
            runs.passOver(run, e);
            return false;
        }
    }

    /** Whether someone may take the run up: it waits, or its owner has been silent too long. */
    boolean isFree(RunId run, RunState latest) {
        LaunchType how = runs.launch(run).how();
        if (how.isElsewhere() || latest.phase().ended()) {
            return false;
        }
        if (latest.phase() == Phase.RUNNING) {
            String beat = runs.beat(run);
            return unchanged(run, latest.number() + beat, times.lease()) || isOrphaned(run, latest);
        }
        if (latest.failures() != null) {
            return unchanged(run, latest.number() + "", times.retry().delay(latest.failures()));
        }
        return how != LaunchType.COMMAND
                || latest.by().equals(owner)
                || unchanged(run, latest.number() + "", times.lease());
    }

    /** Of a process that alone uses the store, and so compares its own clock with itself. */
    private boolean isOrphaned(RunId run, RunState latest) {
        return latest.at().isBefore(times.orphanedBefore())
                && runs.progress(run)
                        .map(ProgressDocument::at)
                        .filter(at -> !at.isBefore(times.orphanedBefore()))
                        .isEmpty();
    }

    private boolean unchanged(RunId run, String seen, Duration longerThan) {
        return signs.outlasts(longerThan, run, seen, clock.instant());
    }
}
