package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of runs where a store, a disk, a clock or a document fails them. */
class RunRecoveryTest {

    private static final RunFixture.TrainingJob WELL = (run, request, progress, cancellation) -> RunFixture.VERSION;

    private final RunFixture house = new RunFixture();
    private final Runs runs = house.runs();
    private final RunId run = runs.submit(RunFixture.plan()).run();

    static List<RuntimeException> passing() {
        return List.of(
                new StoreException("cannot write: 503", null),
                new DatasetException(Fault.UNREADABLE, "cannot be read", new StoreException("503", null)),
                new DatasetException(
                        Fault.UNREADABLE, "cannot be unpacked", new IOException("No space left on device")));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void anErrorThatPassesQueuesTheRunAgainUntilItWasTriedOften(RuntimeException error) {
        RunExecutor worker = house.executor("one", (id, request, progress, cancellation) -> {
            throw error;
        });
        for (int failure = 1; failure < house.times.retry().tries(); failure++) {
            RunState state = worker.run(worker.nextFree().orElseThrow(), Progress.NONE, Cancellation.NEVER)
                    .orElseThrow();
            assertThat(state.phase()).isEqualTo(Phase.QUEUED);
            assertThat(state.failures()).isEqualTo(failure);
            assertThat(state.message()).contains(error.getMessage());
            assertThat(worker.nextFree()).as("before its pause is over").isEmpty();
            house.clock.pass(
                    house.times.lease().multipliedBy(1L << (failure - 1)).plusSeconds(1));
        }
        assertThat(house.history(run).attempts()).as("deaths").isZero();
        RunState last = worker.run(run, Progress.NONE, Cancellation.NEVER).orElseThrow();
        assertThat(last.phase()).isEqualTo(Phase.FAILED);
        assertThat(last.message()).contains("given up after 5 tries");
    }

    @Test
    void anErrorThatPassedOnceDoesNotKeepTheRunFromItsEnd() {
        AtomicInteger tries = new AtomicInteger();
        RunExecutor worker = house.executor("one", (id, request, progress, cancellation) -> {
            if (tries.incrementAndGet() == 1) {
                throw new StoreException("503", null);
            }
            return RunFixture.VERSION;
        });
        worker.run(run, Progress.NONE, Cancellation.NEVER);
        assertThat(worker.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(61));
        worker.run(worker.nextFree().orElseThrow(), Progress.NONE, Cancellation.NEVER);
        assertThat(runs.get(run).state().phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void aFullDiskIsNamed() {
        Throwable full = new DatasetException(
                Fault.UNREADABLE, "cannot be unpacked: Broken pipe", new IOException("No space left on device"));
        assertThat(RunFailure.forPeople(full)).startsWith("the disk is full, make room on it: ");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDamagedDocumentHidesNoOtherRunAndIsShownWithWhatToDo(String document) {
        house.store.put(new ObjectKey("runs/" + run + "/" + document), "{".getBytes(StandardCharsets.UTF_8));
        house.clock.pass(Duration.ofSeconds(1));
        RunId other = runs.submit(RunFixture.plan()).run();

        List<Runs.Listed> all = house.runs().all();
        assertThat(all).extracting(Runs.Listed::run).containsExactly(other, run);
        assertThat(all.get(1))
                .isInstanceOfSatisfying(
                        Runs.Damaged.class,
                        damaged -> assertThat(damaged.damaged())
                                .contains(
                                        "runs/" + run + "/" + document,
                                        "delete all below runs/" + run + "/ and ask for the run again"));
        assertThat(house.executor("one", WELL).nextFree()).contains(other);
        assertThat(house.history(other).states()).hasSize(1);
    }

    static List<String> documents() {
        return List.of("request.json", "launch.json", "state/1.json");
    }

    @Test
    void damagedProgressIsWrittenAnew() {
        house.store.put(new ObjectKey("runs/" + run + "/progress.json"), "{".getBytes(StandardCharsets.UTF_8));
        assertThat(runs.get(run).progress()).isNull();
        RunExecutor worker = house.executor("one", WELL);
        assertThat(worker.nextFree()).contains(run);
        assertThat(worker.run(run, Progress.NONE, Cancellation.NEVER)).isPresent();
        assertThat(runs.progress(run)).isPresent();
    }

    @Test
    void whatANewerVersionAddsToADocumentIsPassedOver() {
        ObjectKey key = new ObjectKey("runs/" + run + "/state/1.json");
        String json = new String(house.store.read(key).orElseThrow(), StandardCharsets.UTF_8);
        house.store.put(key, json.replaceFirst("\\{", "{\"mood\" : 7,").getBytes(StandardCharsets.UTF_8));
        assertThat(house.executor("one", WELL).nextFree()).contains(run);
        house.store.put(key, json.replace("\"schema\" : 1", "\"schema\" : 2").getBytes(StandardCharsets.UTF_8));
        assertThat(house.executor("one", WELL).nextFree()).isEmpty();
    }

    @Test
    void aRunThatHadBegunIsNotSaidToBeCancelledBefore() {
        house.executor("one", (id, request, progress, cancellation) -> {
                    throw new CancelledException();
                })
                .run(run, Progress.NONE, Cancellation.NEVER, () -> true);
        assertThat(runs.get(run).state().phase()).isEqualTo(Phase.QUEUED);
        assertThat(runs.cancel(run).state().message()).isEqualTo("cancelled on request");

        RunId fresh = house.runs().submit(RunFixture.plan()).run();
        assertThat(runs.cancel(fresh).state().message()).isEqualTo("cancelled before it began");
    }

    @Test
    void aSuccessIsCountedOnceTheStoreTookIt() {
        List<Phase> heard = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void ended(Phase phase, Duration took) {
                heard.add(phase);
            }
        };
        ObjectStore broken = watched((method, key) -> {
            if (method.equals("create") && key.endsWith("state/3.json")) {
                throw new StoreException("503", null);
            }
        });
        assertThatThrownBy(() -> new RunExecutor(broken, WELL, house.clock, house.times, "one", listener)
                        .run(run, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(StoreException.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void whetherAnOwnerIsAliveIsJudgedOnTheObserversOwnClock() {
        RunStore store = new RunStore(house.store);
        Instant wrong = house.clock.instant().minus(Duration.ofDays(1));
        store.append(run, new RunState(2, Phase.RUNNING, wrong, "slow clock", null, null));
        RunExecutor other = house.executor("other", WELL);
        for (int beat = 0; beat < 5; beat++) {
            store.putProgress(
                    run, Optional.empty(), new ProgressDocument("slow", wrong.plusSeconds(beat), List.of(), List.of()));
            assertThat(other.nextFree()).as("its heartbeat moves").isEmpty();
            house.clock.pass(Duration.ofSeconds(40));
        }
        store.putProgress(
                run,
                Optional.empty(),
                new ProgressDocument("fast", wrong.plus(Duration.ofDays(2)), List.of(), List.of()));
        assertThat(other.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(61));
        assertThat(other.nextFree()).as("its heartbeat stands still").contains(run);
    }

    @Test
    void noWorkerTakesARunFromTheCommandThatAskedForItUnlessThatDied() {
        runs.cancel(run);
        RunId own = runs.submit(RunFixture.plan(), Launcher.command("/weights/of/command"))
                .run();
        RunExecutor worker = house.executor("worker", WELL);
        assertThat(worker.nextFree()).isEmpty();
        assertThat(worker.run(own, Progress.NONE, Cancellation.NEVER)).isEmpty();
        house.clock.pass(Duration.ofSeconds(61));
        assertThat(worker.nextFree()).contains(own);
        assertThat(new RunArtifacts(house.store, own).launch().weights()).isEqualTo("/weights/of/command");

        RunId other = house.runs()
                .submit(RunFixture.plan(), Launcher.command("random"))
                .run();
        assertThat(house.executor("door", WELL).run(other, Progress.NONE, Cancellation.NEVER))
                .as("the command itself")
                .isPresent();
    }

    @Test
    void aLookForWorkCostsTheSameHoweverManyRunsHaveEnded() {
        runs.cancel(run);
        assertThat(requestsOfALook(0)).isEqualTo(requestsOfALook(500)).isLessThan(5);
    }

    private long requestsOfALook(int old) {
        RunStore store = new RunStore(house.store);
        LaunchDocument worker = LaunchDocument.worker();
        for (int i = 0; i < old; i++) {
            RunId ended = new RunId(String.format("20250101t000000z-%08x", i));
            store.create(
                    ended,
                    RunFixture.request(),
                    worker,
                    new RunState(1, Phase.CANCELLED, Instant.EPOCH, "x", null, null));
        }
        AtomicInteger requests = new AtomicInteger();
        // of all runs' ids, a store answers some in a request
        ObjectStore counted =
                watched((method, key) -> requests.addAndGet(method.equals("children") ? 1 + old / 100 : 1));
        RunExecutor executor = new RunExecutor(counted, WELL, house.clock, house.times, "one", RunListener.NONE);
        assertThat(executor.nextFree()).isEmpty();
        int before = requests.get();
        house.clock.pass(Duration.ofSeconds(2));
        assertThat(executor.nextFree()).isEmpty();
        return (long) requests.get() - before;
    }

    @Test
    void aRunThatComesLateUnderAnOldIdIsFound() {
        runs.cancel(run);
        RunExecutor executor = house.executor("one", WELL);
        assertThat(executor.nextFree()).isEmpty();
        RunId byThis = new RunId("20200101t000000z-00000000");
        RunId elsewhere = new RunId("20200101t000000z-00000001");
        house.runs(executor::submitted).submitOnce(byThis, RunFixture.plan());
        house.runs().submitOnce(elsewhere, RunFixture.plan());
        assertThat(executor.nextFree()).as("at once").contains(byThis);
        executor.run(byThis, Progress.NONE, Cancellation.NEVER);
        house.clock.pass(Duration.ofMinutes(6));
        assertThat(executor.nextFree()).as("by minutes later").contains(elsewhere);
    }

    @Test
    void aWorkerAndAHeartbeatThatRanOutOfMemoryGoOn() throws InterruptedException {
        Set<String> met = ConcurrentHashMap.newKeySet();
        ObjectStore narrow = watched((method, key) -> {
            String thread = Thread.currentThread().getName();
            if ((thread.equals("run-worker") || thread.startsWith("heartbeat")) && met.add(thread)) {
                throw new OutOfMemoryError("drawn");
            }
        });
        CountDownLatch beaten = new CountDownLatch(1);
        RunFixture.TrainingJob untilBeaten = (id, request, progress, cancellation) -> {
            runs.cancel(id);
            while (!cancellation.requested()) {
                Thread.onSpinWait();
            }
            beaten.countDown();
            throw new CancelledException();
        };
        RunExecutor executor = new RunExecutor(narrow, untilBeaten, house.clock, house.times, "one", RunListener.NONE);
        try (RunWorker worker = new RunWorker(executor, house.times, Duration.ofSeconds(10))) {
            worker.start();
            beaten.await();
        }
        assertThat(met).hasSize(2);
        assertThat(house.history(run).latest().phase()).isEqualTo(Phase.CANCELLED);
    }

    /** The store, with a look at each request before it. */
    private ObjectStore watched(BiConsumer<String, String> look) {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    look.accept(method.getName(), arguments == null ? "" : String.valueOf(arguments[0]));
                    try {
                        return method.invoke(house.store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
