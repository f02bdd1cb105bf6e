package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunState.RunHistory;
import dev.stackwright.run.Runs.UnknownRunException;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.train.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunExecutorTest {

    private static final RunFixture.TrainingJob WELL = (run, request, progress, cancellation) -> RunFixture.VERSION;

    private final RunFixture house = new RunFixture();
    private final Runs runs = house.runs();

    @Test
    void aRunThatGoesWellIsQueuedRunningSucceeded() {
        RunView submitted = runs.submit(RunFixture.plan());
        assertThat(submitted.state().phase()).isEqualTo(Phase.QUEUED);

        house.executor("one", WELL).run(submitted.run(), Progress.NONE, Cancellation.NEVER);

        assertThat(house.history(submitted.run()).states())
                .extracting(RunState::phase)
                .containsExactly(Phase.QUEUED, Phase.RUNNING, Phase.SUCCEEDED);
        assertThat(runs.get(submitted.run()).state().version()).isEqualTo(RunFixture.VERSION);
        assertThat(runs.get(submitted.run()).request()).isEqualTo(RunFixture.request());
    }

    @Test
    void whatARunTellsCanBeReadByOthers() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.executor("one", (id, request, progress, cancellation) -> {
                    try (Progress.Task stage = progress.stage("features mobilenet-v2", 10)) {
                        stage.advance(7);
                        stage.measured("fold 1", new Progress.Epoch(1, 0.7, 0.5, null, null));
                        stage.measured("fold 1", new Progress.Epoch(2, 0.4, 0.75, 0.5, 0.625));
                    }
                    progress.note("one image was set aside");
                    return RunFixture.VERSION;
                })
                .run(run, Progress.NONE, Cancellation.NEVER);

        RunView.ProgressView seen = runs.get(run).progress();
        assertThat(seen.stage()).isEqualTo("features mobilenet-v2");
        assertThat(seen.done()).isEqualTo(7);
        assertThat(seen.total()).isEqualTo(10);
        assertThat(runs.progress(run).orElseThrow().notes()).containsExactly("one image was set aside");
        assertThat(runs.progress(run).orElseThrow().stages().get(0).curves())
                .containsExactly(new ProgressDocument.Curve(
                        "fold 1",
                        List.of(
                                new Progress.Epoch(1, 0.7, 0.5, null, null),
                                new Progress.Epoch(2, 0.4, 0.75, 0.5, 0.625))));
    }

    @Test
    void aFailureIsAStateWithWordsForPeople() {
        assertThat(failWith(new DatasetException(Fault.TOO_FEW_LABELS, "expected two classes, found one", null)))
                .isEqualTo("expected two classes, found one");
        assertThat(failWith(new IllegalStateException("x"))).contains("unexpected IllegalStateException: x", "log");
        assertThat(failWithError(new OutOfMemoryError("Java heap space"))).contains("memory", "batchSize", "-Xmx");
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(new DatasetException(Fault.ZIP_BOMB, "x", null), "zip-bomb"),
                Arguments.of(
                        new DatasetException(Fault.UNREADABLE, "x", new StoreException("503", null)), "store-failed"),
                Arguments.of(new UncheckedIOException(new IOException("No space left on device")), "disk-full"),
                Arguments.of(new OutOfMemoryError("Java heap space"), "out-of-memory"),
                Arguments.of(new TrainingException("a loss became NaN", null), "training-failed"),
                Arguments.of(new InvalidRequestException("folds", "too many"), "invalid-request"),
                Arguments.of(new WeightsException("no such file", null), "weights-unusable"),
                Arguments.of(new MalformedJsonException("not JSON", null), "damaged-object"),
                Arguments.of(new IllegalStateException("x"), "internal-error"));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void aFailureHasACodeForPrograms(Throwable failure, String code) {
        assertThat(RunFailure.of(failure).code()).isEqualTo(code);
    }

    @Test
    void aRunThatFailedKeepsNoCheckpoints() {
        RunId run = runs.submit(RunFixture.plan()).run();
        ObjectKey kept = checkpoint(run);
        house.executor("one", (id, request, progress, cancellation) -> {
                    house.store.put(kept, new byte[] {1});
                    throw new TrainingException("a loss became NaN", null);
                })
                .run(run, Progress.NONE, Cancellation.NEVER);
        assertThat(house.history(run).latest().phase()).isEqualTo(Phase.FAILED);
        assertThat(house.store.read(kept)).isEmpty();
    }

    @Test
    void aQueuedRunThatIsCancelledKeepsNoCheckpointsOfItsLastAttempt() {
        RunId run = runs.submit(RunFixture.plan()).run();
        ObjectKey kept = checkpoint(run);
        house.store.put(kept, new byte[] {1});
        runs.cancel(run);
        house.executor("one", WELL).run(run, Progress.NONE, Cancellation.NEVER);
        assertThat(house.history(run).latest().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(house.store.read(kept)).isEmpty();
    }

    @Test
    void whatAProcessKeepsAfterAnotherEndedItsRunDoesNotStay() {
        RunId run = runs.submit(RunFixture.plan()).run();
        ObjectKey kept = checkpoint(run);
        house.executor("one", (id, request, progress, cancellation) -> {
                    RunState latest = house.history(run).latest();
                    new RunStore(house.store).append(run, latest.cancelled(house.clock.instant(), "two"));
                    house.store.put(kept, new byte[] {1});
                    throw new TrainingException("a loss became NaN", null);
                })
                .run(run, Progress.NONE, Cancellation.NEVER);
        assertThat(house.history(run).latest().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(house.store.read(kept)).isEmpty();
    }

    private ObjectKey checkpoint(RunId run) {
        return new RunArtifacts(house.store, run)
                .checkpoints()
                .resolve("mobilenet-v2")
                .resolve("fold-1");
    }

    @Test
    void anEndedRunOfWhichTheFirstObjectsHaveExpiredIsGoneAndNotDamaged() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.executor("one", WELL).run(run, Progress.NONE, Cancellation.NEVER);
        house.store.delete(new ObjectKey("runs/" + run + "/request.json"));
        assertThat(house.runs().all()).hasOnlyElementsOfType(Runs.Damaged.class);
        house.store.delete(new ObjectKey("runs/" + run + "/launch.json"));
        assertThat(house.runs().all()).isEmpty();
        assertThatThrownBy(() -> house.runs().get(run)).isInstanceOf(UnknownRunException.class);
    }

    @Test
    void aRunThatWaitsAndHasLostItsRequestIsDamaged() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.store.delete(new ObjectKey("runs/" + run + "/request.json"));
        house.store.delete(new ObjectKey("runs/" + run + "/launch.json"));
        assertThat(house.runs().all()).hasOnlyElementsOfType(Runs.Damaged.class);
    }

    @Test
    void anEndedRunIsNotRunAgain() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.executor("one", WELL).run(run, Progress.NONE, Cancellation.NEVER);
        assertThat(house.executor("two", WELL).run(run, Progress.NONE, Cancellation.NEVER))
                .isEmpty();
        assertThat(house.history(run).states()).hasSize(3);
    }

    @Test
    void anUnknownRunIsSaidToBeUnknown() {
        assertThatThrownBy(() -> house.executor("one", WELL)
                        .run(new RunId("20261124t090000z-ffffffff"), Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(UnknownRunException.class)
                .hasMessageContaining("20261124t090000z-ffffffff");
        assertThatThrownBy(() -> runs.cancel(new RunId("20261124t090000z-ffffffff")))
                .isInstanceOf(UnknownRunException.class);
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndNeverBegins() {
        RunId run = runs.submit(RunFixture.plan()).run();
        assertThat(runs.cancel(run).state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(house.executor("one", WELL).run(run, Progress.NONE, Cancellation.NEVER))
                .isEmpty();
        assertThat(runs.cancel(run).state().number())
                .as("again, without effect")
                .isEqualTo(2);
    }

    @Test
    void aRunningRunIsCancelledFromAnotherProcess() throws InterruptedException {
        RunId run = runs.submit(RunFixture.plan()).run();
        CountDownLatch began = new CountDownLatch(1);
        Thread worker = new Thread(
                () -> house.executor("one", untilStopped(began)).run(run, Progress.NONE, Cancellation.NEVER));
        worker.start();
        began.await();
        assertThat(house.runs().cancel(run).state().phase()).isEqualTo(Phase.RUNNING);
        worker.join();
        assertThat(runs.get(run).state().phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void aRunWhoseOwnerIsSilentForLongerThanTheLeaseIsTakenUp() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.dieRunning(run, "dead");
        RunExecutor other = house.executor("other", WELL);
        assertThat(other.nextFree()).as("at the first look").isEmpty();

        house.clock.pass(Duration.ofSeconds(60));
        assertThat(other.nextFree()).isEmpty();
        assertThat(other.run(run, Progress.NONE, Cancellation.NEVER)).isEmpty();

        house.clock.pass(Duration.ofSeconds(1));
        assertThat(other.nextFree()).contains(run);
        assertThat(other.run(run, Progress.NONE, Cancellation.NEVER)
                        .orElseThrow()
                        .phase())
                .isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void aHeartbeatKeepsARunFromBeingTakenUp() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.dieRunning(run, "slow");
        RunExecutor other = house.executor("other", WELL);
        assertThat(other.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(50));
        new RunStore(house.store)
                .putProgress(
                        run,
                        Optional.empty(),
                        new ProgressDocument("slow", house.clock.instant(), List.of(), List.of()));
        assertThat(other.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(50));
        assertThat(other.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(11));
        assertThat(other.nextFree()).contains(run);
    }

    @Test
    void whoAloneUsesAStoreTakesUpAtOnceWhatWasLeftRunning() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.dieRunning(run, "dead");
        house.clock.pass(Duration.ofSeconds(1));
        RunTimes alone = new RunTimes(
                house.times.lease(),
                house.times.pulse(),
                house.times.poll(),
                house.clock.instant(),
                house.times.ending());
        RunExecutor restarted = new RunExecutor(house.store, WELL, house.clock, alone, "restarted", RunListener.NONE);
        assertThat(restarted.nextFree()).contains(run);
        assertThat(restarted.run(run, Progress.NONE, Cancellation.NEVER)).isPresent();
    }

    @Test
    void aRunThatThreeTimesEndedWithoutAWordIsGivenUp() {
        RunId run = runs.submit(RunFixture.plan()).run();
        AtomicBoolean called = new AtomicBoolean();
        RunExecutor one = house.executor("one", (id, request, progress, cancellation) -> {
            called.set(true);
            return RunFixture.VERSION;
        });
        for (int attempt = 0; attempt < RunExecutor.MAX_ATTEMPTS; attempt++) {
            house.dieRunning(run, "dead");
            assertThat(one.nextFree()).isEmpty();
            house.clock.pass(Duration.ofSeconds(61));
        }
        RunState last = one.run(run, Progress.NONE, Cancellation.NEVER).orElseThrow();
        assertThat(last.phase()).isEqualTo(Phase.FAILED);
        assertThat(last.message()).contains("3 attempts");
        assertThat(called).isFalse();
    }

    @Test
    void aRunCancelledWhileItsOwnerWasDeadIsNotBegunAgain() {
        RunId run = runs.submit(RunFixture.plan()).run();
        house.dieRunning(run, "dead");
        runs.cancel(run);
        RunExecutor one = house.executor("one", WELL);
        assertThat(one.nextFree()).isEmpty();
        house.clock.pass(Duration.ofSeconds(61));
        assertThat(one.run(run, Progress.NONE, Cancellation.NEVER).orElseThrow().phase())
                .isEqualTo(Phase.CANCELLED);
    }

    @Test
    void anOwnerWhoLostItsRunStopsAndLeavesTheStateToTheOther() throws InterruptedException {
        RunId run = runs.submit(RunFixture.plan()).run();
        CountDownLatch began = new CountDownLatch(1);
        List<Optional<RunState>> answers = new ArrayList<>();
        Thread slow = new Thread(() ->
                answers.add(house.executor("slow", untilStopped(began)).run(run, Progress.NONE, Cancellation.NEVER)));
        slow.start();
        began.await();
        house.dieRunning(run, "other");
        slow.join();
        assertThat(answers).containsExactly(Optional.empty());
        assertThat(house.history(run).latest().by()).isEqualTo("other");
    }

    @Test
    void aRunThatCannotBeReadHidesNoOther() {
        house.store.put(new ObjectKey("runs/20200101t000000z-00000000/request.json"), new byte[] {'{'});
        house.store.put(new ObjectKey("runs/20200101t000000z-00000000/state/1.json"), new byte[] {'{'});
        house.store.put(new ObjectKey("runs/notes/state/1.json"), new byte[] {'{'});
        house.store.put(new ObjectKey("runs/20200101t000000z-00000001/request.json"), new byte[] {'{'});
        RunId run = runs.submit(RunFixture.plan()).run();
        assertThat(runs.list()).extracting(RunView::run).containsExactly(run);
        assertThat(runs.queued()).isEqualTo(1);
        assertThat(house.executor("one", WELL).nextFree()).contains(run);
    }

    @Test
    void theWorkerRunsWhatIsSubmittedOldestFirst() throws InterruptedException {
        List<RunId> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(2);
        RunExecutor executor = house.executor("one", (id, request, progress, cancellation) -> {
            order.add(id);
            done.countDown();
            return RunFixture.VERSION;
        });
        RunId first = runs.submit(RunFixture.plan()).run();
        house.clock.pass(Duration.ofSeconds(1));
        RunId second = runs.submit(RunFixture.plan()).run();
        try (RunWorker worker = new RunWorker(executor, house.times, Duration.ofSeconds(10))) {
            worker.start();
            done.await();
        }
        assertThat(order).containsExactly(first, second);
    }

    @Test
    void aClosedWorkerQueuesItsRunAgainAndThatCostsNoAttempt() throws InterruptedException {
        RunId run = runs.submit(RunFixture.plan()).run();
        CountDownLatch began = new CountDownLatch(1);
        RunExecutor executor = house.executor("one", untilStopped(began));
        try (RunWorker worker = new RunWorker(executor, house.times, Duration.ofSeconds(10))) {
            worker.start();
            began.await();
        }
        RunHistory history = house.history(run);
        assertThat(history.latest().phase()).isEqualTo(Phase.QUEUED);
        assertThat(history.attempts()).isZero();
    }

    private static RunFixture.TrainingJob untilStopped(CountDownLatch began) {
        return (run, request, progress, cancellation) -> {
            began.countDown();
            waitFor(cancellation);
            throw new CancelledException();
        };
    }

    private static void waitFor(Cancellation cancellation) {
        while (!cancellation.requested()) {
            Thread.onSpinWait();
        }
    }

    private String failWith(RuntimeException failure) {
        return failed((run, request, progress, cancellation) -> {
            throw failure;
        });
    }

    private String failWithError(Error failure) {
        return failed((run, request, progress, cancellation) -> {
            throw failure;
        });
    }

    private String failed(RunFixture.TrainingJob job) {
        RunId run = runs.submit(RunFixture.plan()).run();
        RunState last = house.executor("one", job)
                .run(run, Progress.NONE, Cancellation.NEVER)
                .orElseThrow();
        assertThat(last.phase()).isEqualTo(Phase.FAILED);
        return last.message();
    }
}
