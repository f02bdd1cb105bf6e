package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunState.RunHistory;
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

    private RunFixture.TrainingJob job = (id, request, progress, cancellation) -> RunFixture.VERSION;

    @Property(tries = 200)
    void statesOnlyMoveForwardAndEndOnce(@ForAll @Size(min = 1, max = 12) List<Event> events) {
        RunFixture house = new RunFixture();
        Runs runs = house.runs();
        RunId run = runs.submit(RunFixture.plan()).run();
        RunExecutor one = house.executor(
                "one", (id, request, progress, cancellation) -> job.run(id, request, progress, cancellation));
        for (Event event : events) {
            happen(house, one, run, event);
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
        RunId run = house.runs().submit(RunFixture.plan()).run();
        AtomicInteger ran = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                RunExecutor executor = house.executor("worker-" + i, (id, request, progress, cancellation) -> {
                    ran.incrementAndGet();
                    return RunFixture.VERSION;
                });
                all.add(pool.submit(() -> executor.run(run, Progress.NONE, Cancellation.NEVER)));
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

    private void happen(RunFixture house, RunExecutor one, RunId run, Event event) {
        switch (event) {
            case SUCCEED -> attempt(one, run, (id, request, progress, cancellation) -> RunFixture.VERSION);
            case FAIL ->
                attempt(one, run, (id, request, progress, cancellation) -> {
                    throw new DatasetException(Fault.NO_IMAGES, "broken", null);
                });
            case STOP ->
                attempt(one, run, (id, request, progress, cancellation) -> {
                    throw new CancelledException();
                });
            case DIE -> {
                if (one.nextFree().isPresent() && house.history(run).attempts() < RunExecutor.MAX_ATTEMPTS) {
                    house.dieRunning(run, "dead");
                }
            }
            case CANCEL -> house.runs().cancel(run);
            case TIME_PASSES -> {
                var unused = one.nextFree();
                house.clock.pass(Duration.ofSeconds(61));
            }
        }
    }

    private void attempt(RunExecutor one, RunId run, RunFixture.TrainingJob next) {
        job = next;
        one.run(run, Progress.NONE, Cancellation.NEVER);
    }
}
