package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.Stage.Outcome;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.train.TrainingException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transitions that stages make, with training that is only said to happen. */
class StageExecutorTest {

    private static final RunFixture.StageJob WELL = (run, request, call, progress, cancellation) ->
            call.stage() == Stage.PUBLISH ? Optional.of(RunFixture.VERSION) : Optional.empty();

    private final RunFixture house = new RunFixture();
    private final RunId run =
            house.runs().submit(RunFixture.plan(), Launcher.stages()).run();

    private Stage.Result stage(RunFixture.StageJob job, Stage.Request call) {
        return new RunExecutor(house.store, job, house.clock, house.times, "stage", RunListener.NONE)
                .run(run, call, Progress.NONE, Cancellation.NEVER);
    }

    private static Stage.Request call(Stage stage) {
        return new Stage.Request(stage, stage == Stage.MEMBER ? "mobilenet-v2" : null, null);
    }

    private Phase phase() {
        return house.runs().get(run).state().phase();
    }

    private static RunFixture.StageJob failing(RuntimeException failure) {
        return (id, request, call, progress, cancellation) -> {
            throw failure;
        };
    }

    @Test
    void theFirstStageBeginsTheRunAndTheLastEndsIt() {
        for (Stage stage : new Stage[] {Stage.PREPARE, Stage.MEMBER, Stage.STACK}) {
            assertThat(stage(WELL, call(stage)).outcome()).isEqualTo(Outcome.DONE);
            assertThat(phase()).isEqualTo(Phase.RUNNING);
        }
        Stage.Result last = stage(WELL, call(Stage.PUBLISH));
        assertThat(last.outcome()).isEqualTo(Outcome.DONE);
        assertThat(last.message()).contains("succeeded", RunFixture.VERSION.value());
        assertThat(house.history(run).states())
                .extracting(RunState::phase)
                .containsExactly(Phase.QUEUED, Phase.RUNNING, Phase.SUCCEEDED);
        assertThat(house.runs().get(run).state().version()).isEqualTo(RunFixture.VERSION);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new DatasetException(Fault.TOO_FEW_LABELS, "one label only", null), true),
                Arguments.of(new TrainingException("a loss became NaN", null), true),
                Arguments.of(new InvalidRequestException("folds", "too many"), true),
                Arguments.of(new DatasetException(Fault.UNREADABLE, "cannot be read", new IOException("reset")), false),
                Arguments.of(
                        new DatasetException(Fault.NOT_FOUND, "x", new StoreException("unreachable", null)), false),
                Arguments.of(new StoreException("unreachable", null), false),
                Arguments.of(new Stage.OrderException("prepare first"), false),
                Arguments.of(new IllegalStateException("x"), false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatAnotherTryCannotHelpFailsTheRun(RuntimeException failure, boolean forGood) {
        Stage.Result result = stage(failing(failure), call(Stage.PREPARE));
        assertThat(result.outcome()).isEqualTo(forGood ? Outcome.FAILED_FOR_GOOD : Outcome.FAILED);
        assertThat(result.message()).startsWith("prepare: ").contains(failure.getMessage());
        assertThat(phase()).isEqualTo(forGood ? Phase.FAILED : Phase.RUNNING);
        if (forGood) {
            assertThat(house.runs().get(run).state().message()).isEqualTo(result.message());
            assertThat(house.runs().get(run).state().code())
                    .isEqualTo(RunFailure.of(failure).code());
            assertThat(stage(WELL, call(Stage.STACK)).outcome()).isEqualTo(Outcome.FAILED_FOR_GOOD);
        } else {
            assertThat(house.runs().progress(run).orElseThrow().notes())
                    .containsExactly(result.message() + " (another try may help)");
            assertThat(stage(WELL, call(Stage.PREPARE)).outcome()).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void whoeverStartsTheStagesMayFailTheRun() {
        stage(WELL, call(Stage.PREPARE));
        Stage.Result result = stage(WELL, new Stage.Request(Stage.FAIL, null, "States.Timeout"));
        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(house.runs().get(run).state().message()).isEqualTo("States.Timeout");
        assertThat(house.runs().get(run).state().code()).isEqualTo("stage-failed");
        assertThat(phase()).isEqualTo(Phase.FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAStageKeepsAfterAnotherEndedItsRunDoesNotStay(boolean stopped) {
        ObjectKey kept = checkpoint();
        stage(
                (id, request, call, progress, cancellation) -> {
                    stage(WELL, new Stage.Request(Stage.FAIL, null, "States.Timeout"));
                    house.store.put(kept, new byte[] {1});
                    throw stopped ? new CancelledException() : new StoreException("unreachable", null);
                },
                call(Stage.MEMBER));
        assertThat(phase()).isEqualTo(Phase.FAILED);
        assertThat(house.store.read(kept)).isEmpty();
    }

    @Test
    void aStageThatIsTriedAgainKeepsItsCheckpoints() {
        ObjectKey kept = checkpoint();
        house.store.put(kept, new byte[] {1});
        stage(failing(new StoreException("unreachable", null)), call(Stage.MEMBER));
        assertThat(phase()).isEqualTo(Phase.RUNNING);
        assertThat(house.store.read(kept)).isPresent();
    }

    @Test
    void aRunOfStagesThatIsCancelledKeepsNoCheckpoints() {
        ObjectKey kept = checkpoint();
        stage(WELL, call(Stage.PREPARE));
        house.store.put(kept, new byte[] {1});
        house.runs().cancel(run);
        assertThat(phase()).isEqualTo(Phase.CANCELLED);
        assertThat(house.store.read(kept)).isEmpty();
    }

    private ObjectKey checkpoint() {
        return new RunArtifacts(house.store, run)
                .checkpoints()
                .resolve("mobilenet-v2")
                .resolve("fold-1");
    }

    @ParameterizedTest
    @CsvSource({"true, CANCELLED", "false, SUCCEEDED"})
    void aRunThatHasEndedStaysAsItEnded(boolean cancel, Phase end) {
        if (cancel) {
            house.runs().cancel(run);
        } else {
            stage(WELL, call(Stage.PUBLISH));
        }
        assertThat(stage(WELL, new Stage.Request(Stage.FAIL, null, "late")).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(phase()).isEqualTo(end);
        assertThat(stage(failing(new IllegalStateException("not to be called")), call(Stage.MEMBER))
                        .outcome())
                .isEqualTo(cancel ? Outcome.CANCELLED : Outcome.DONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"PREPARE", "MEMBER", "STACK", "PUBLISH"})
    void aStageUnderWayStopsWhenItsRunIsCancelled(Stage stage) throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        AtomicReference<Stage.Result> result = new AtomicReference<>();
        Thread process = new Thread(() -> result.set(stage(untilStopped(began), call(stage))));
        process.start();
        began.await();
        assertThat(house.runs().cancel(run).state().phase()).isEqualTo(Phase.CANCELLED);
        process.join();
        assertThat(result.get().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.get().message()).isEqualTo("run " + run + " cancelled: cancelled on request");
    }

    @Test
    void aMarkWithoutAStateIsEnoughToStop() {
        new RunStore(house.store).requestCancel(run, new RunStore.CancelRequest(house.clock.instant(), "dead"));
        assertThat(stage(WELL, call(Stage.PREPARE)).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void aProcessThatIsAskedToEndLeavesTheRunToTheNextTry() {
        Stage.Result result = new RunExecutor(
                        house.store, stopping(), house.clock, house.times, "spot", RunListener.NONE)
                .run(run, call(Stage.MEMBER), Progress.NONE, () -> true);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message()).contains("interrupted");
        assertThat(phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void stagesOfARunForWorkersAreRefused() {
        RunId other = house.runs().submit(RunFixture.plan()).run();
        Stage.Result result = new RunExecutor(house.store, WELL, house.clock, house.times, "stage", RunListener.NONE)
                .run(other, call(Stage.PREPARE), Progress.NONE, Cancellation.NEVER);
        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(result.message()).contains("--launch stages");
        assertThat(house.runs().get(other).state().phase()).isEqualTo(Phase.QUEUED);
    }

    @Test
    void anUnknownRunIsNoReasonToTryAgain() {
        Stage.Result result = new RunExecutor(house.store, WELL, house.clock, house.times, "stage", RunListener.NONE)
                .run(new RunId("20200101t000000z-00000000"), call(Stage.PREPARE), Progress.NONE, Cancellation.NEVER);
        assertThat(result)
                .isEqualTo(new Stage.Result(Outcome.FAILED_FOR_GOOD, "there is no run 20200101t000000z-00000000"));
    }

    @Test
    void theNameOfAMemberIsForTheStageMemberAlone() {
        assertThatThrownBy(() -> new Stage.Request(Stage.MEMBER, null, null)).hasMessageContaining("needs the name");
        assertThatThrownBy(() -> new Stage.Request(Stage.STACK, "xception", null))
                .hasMessageContaining("only the stage");
        assertThatThrownBy(() -> new Stage.Request(Stage.STACK, null, "why"))
                .hasMessageContaining("only the stage fail");
    }

    private static RunFixture.StageJob stopping() {
        return (id, request, call, progress, cancellation) -> {
            cancellation.throwIfRequested();
            throw new AssertionError("expected to be asked to stop");
        };
    }

    private static RunFixture.StageJob untilStopped(CountDownLatch began) {
        return (id, request, call, progress, cancellation) -> {
            began.countDown();
            while (!cancellation.requested()) {
                Thread.onSpinWait();
            }
            throw new CancelledException();
        };
    }
}
