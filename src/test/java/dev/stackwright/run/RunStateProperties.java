package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.DatasetException;
import dev.stackwright.run.RunState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of a run's states, whatever happens to it in whatever order. */
class RunStateProperties {

    enum Event {
        SUCCEED,
        FAIL,
        STOP,
        DIE,
        CANCEL,
        TIME_PASSES
    }

    @Property(tries = 200)
    void statesOnlyMoveForwardAndEndOnce(@ForAll @Size(min = 1, max = 12) List<Event> events) {
        RunFixture house = new RunFixture();
        Runs runs = house.runs();
        RunId run = runs.submit(RunFixture.request()).run();
        for (Event event : events) {
            happen(house, runs, run, event);
        }
        List<RunState> states = house.history(run).states();
        for (int i = 0; i < states.size(); i++) {
            assertThat(states.get(i).number()).isEqualTo(i + 1);
            if (i > 0) {
                assertThat(RunHistory.allows(
                                states.get(i - 1).phase(), states.get(i).phase()))
                        .as("%s", states)
                        .isTrue();
            }
        }
        assertThat(states.stream().filter(s -> s.phase().ended()).count()).isLessThanOrEqualTo(1);
        assertThat(house.history(run).attempts()).isLessThanOrEqualTo(RunExecutor.MAX_ATTEMPTS);
    }

    @Property(tries = 50)
    void ofManyWorkersOneRunsARun(@ForAll @IntRange(min = 2, max = 6) int workers) throws Exception {
        RunFixture house = new RunFixture();
        RunId run = house.runs().submit(RunFixture.request()).run();
        AtomicInteger ran = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                RunExecutor executor = house.executor("worker-" + i, (id, request, progress, cancellation) -> {
                    ran.incrementAndGet();
                    return RunFixture.VERSION;
                });
                all.add(pool.submit(() -> executor.execute(run, Progress.NONE, Cancellation.NEVER)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(ran).hasValue(1);
        assertThat(house.history(run).states())
                .extracting(RunState::phase)
                .containsExactly(Phase.QUEUED, Phase.RUNNING, Phase.SUCCEEDED);
    }

    private static void happen(RunFixture house, Runs runs, RunId run, Event event) {
        switch (event) {
            case SUCCEED -> attempt(house, run, (id, request, progress, cancellation) -> RunFixture.VERSION);
            case FAIL ->
                attempt(house, run, (id, request, progress, cancellation) -> {
                    throw new DatasetException("broken", null);
                });
            case STOP ->
                attempt(house, run, (id, request, progress, cancellation) -> {
                    throw new CancelledException();
                });
            case DIE -> {
                RunHistory history = house.history(run);
                boolean free =
                        history.isFree(null, house.clock.instant(), house.times.lease(), house.times.orphanedBefore());
                if (free && history.attempts() < RunExecutor.MAX_ATTEMPTS) {
                    house.dieRunning(run, "dead");
                }
            }
            case CANCEL -> runs.cancel(run);
            case TIME_PASSES -> house.clock.pass(Duration.ofSeconds(61));
        }
    }

    private static void attempt(RunFixture house, RunId run, TrainingJob job) {
        house.executor("one", job).execute(run, Progress.NONE, Cancellation.NEVER);
    }
}
