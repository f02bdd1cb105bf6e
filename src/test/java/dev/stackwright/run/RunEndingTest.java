package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A store that is out of reach while a run ends. */
class RunEndingTest {

    private static final RunFixture.TrainingJob WELL = (run, request, progress, cancellation) -> RunFixture.VERSION;

    private final RunFixture house = new RunFixture();
    private final RunId run = house.runs().submit(RunFixture.plan()).run();
    private volatile Instant downUntil = Instant.MIN;

    @Test
    void shortOutagesAreFailuresAndNoDeaths() {
        RunExecutor worker = executor(
                (id, request, progress, cancellation) -> {
                    downUntil = house.clock.instant().plusSeconds(5);
                    throw new StoreException("503", null);
                },
                outages());
        for (int outage = 1; outage <= 3; outage++) {
            RunState state = worker.run(worker.nextFree().orElseThrow(), Progress.NONE, Cancellation.NEVER)
                    .orElseThrow();
            assertThat(state.phase()).isEqualTo(Phase.QUEUED);
            assertThat(house.history(run).failures()).isEqualTo(outage);
            assertThat(house.history(run).attempts()).as("deaths").isZero();
            assertThat(worker.nextFree()).as("before its pause is over").isEmpty();
            house.clock.pass(house.times.retry().delay(outage).plusSeconds(1));
        }
    }

    @Test
    void aSuccessIsWrittenOnceTheStoreIsThereAgain() {
        RunFixture.TrainingJob published = (id, request, progress, cancellation) -> {
            downUntil = house.clock.instant().plus(Duration.ofMinutes(3));
            return RunFixture.VERSION;
        };
        assertThat(executor(published, outages()).run(run, Progress.NONE, Cancellation.NEVER))
                .map(RunState::phase)
                .contains(Phase.SUCCEEDED);
        assertThat(house.history(run).latest().version()).isEqualTo(RunFixture.VERSION);
    }

    @Test
    void aStateThatWasWrittenAlthoughTheAnswerWasLostIsItsOwn() {
        AtomicInteger ends = new AtomicInteger();
        ObjectStore deaf = over(request -> {
            Object answer = request.call();
            if (request.isEnd() && ends.incrementAndGet() == 1) {
                throw new StoreException("the answer was lost", null);
            }
            return answer;
        });
        assertThat(executor(WELL, deaf).run(run, Progress.NONE, Cancellation.NEVER))
                .map(RunState::phase)
                .contains(Phase.SUCCEEDED);
        assertThat(house.history(run).states()).hasSize(3);
    }

    @Test
    void theEndOfAnotherProcessIsNotTakenForItsOwn() {
        AtomicInteger ends = new AtomicInteger();
        ObjectStore slow = over(request -> {
            if (request.isEnd() && ends.incrementAndGet() == 1) {
                house.dieRunning(run, "other");
                throw new StoreException("503", null);
            }
            return request.call();
        });
        assertThat(executor(WELL, slow).run(run, Progress.NONE, Cancellation.NEVER))
                .isEmpty();
        assertThat(house.history(run).latest().by()).isEqualTo("other");
    }

    @Test
    void whileTheEndWaitsTheHeartBeatsOn() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        CountDownLatch beaten = new CountDownLatch(1);
        ObjectStore readOnly = over(request -> {
            if (request.isEnd() && ends.incrementAndGet() == 2) {
                beaten.await();
            }
            if (request.isEnd() && ends.get() < 3) {
                throw new StoreException("503", null);
            }
            Object answer = request.call();
            if (request.isBeat() && ends.get() > 0) {
                beaten.countDown();
            }
            return answer;
        });
        assertThat(executor(WELL, readOnly).run(run, Progress.NONE, Cancellation.NEVER))
                .map(RunState::phase)
                .contains(Phase.SUCCEEDED);
        assertThat(beaten.getCount()).isZero();
    }

    @Test
    void aProcessThatIsToStopDoesNotWaitForTheStore() {
        AtomicInteger ends = new AtomicInteger();
        ObjectStore broken = over(request -> {
            if (request.isEnd()) {
                ends.incrementAndGet();
                throw new StoreException("503", null);
            }
            return request.call();
        });
        assertThatThrownBy(
                        () -> executor(WELL, broken).run(run, Progress.NONE, Cancellation.NEVER, () -> ends.get() > 0))
                .isInstanceOf(StoreException.class);
        assertThat(ends).hasValue(1);
    }

    private RunExecutor executor(RunFixture.TrainingJob job, ObjectStore store) {
        return new RunExecutor(store, job, house.clock, house.times, "one", RunListener.NONE);
    }

    /** Out of reach until the clock says otherwise. */
    private ObjectStore outages() {
        return over(request -> {
            if (house.clock.instant().isBefore(downUntil)) {
                throw new StoreException("connection refused", null);
            }
            return request.call();
        });
    }

    private interface Line {
        Object pass(Request request) throws Throwable;
    }

    private record Request(ObjectStore store, java.lang.reflect.Method method, Object[] arguments) {

        /** Whether it writes the state in which the first attempt ends. */
        boolean isEnd() {
            return method.getName().equals("create") && key().endsWith("state/3.json");
        }

        boolean isBeat() {
            return method.getName().equals("put") && key().endsWith("progress.json");
        }

        private String key() {
            return ((ObjectKey) arguments[0]).value();
        }

        Object call() throws Throwable {
            try {
                return method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private ObjectStore over(Line line) {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> line.pass(new Request(house.store, method, arguments)));
    }
}
