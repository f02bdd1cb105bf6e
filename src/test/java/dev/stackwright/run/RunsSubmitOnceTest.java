package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectKey;
import org.junit.jupiter.api.Test;

/** Asking again for the same run starts nothing new. */
class RunsSubmitOnceTest {

    private static final RunId RUN = new RunId("20261124t090000z-0000abcd");

    private final RunFixture house = new RunFixture();
    private final Runs runs = house.runs();

    @Test
    void theSecondAskingGetsTheRunOfTheFirst() {
        RunView first = runs.submitOnce(RUN, RunFixture.plan());
        RunView second = runs.submitOnce(RUN, RunFixture.plan());
        assertThat(second).isEqualTo(first);
        assertThat(runs.list()).hasSize(1);
    }

    @Test
    void aRunWhoseSubmissionDiedBetweenRequestAndStateIsQueued() {
        house.store.create(new ObjectKey("runs/" + RUN + "/request.json"), Json.bytes(RunFixture.request()));
        assertThat(runs.find(RUN)).isEmpty();
        assertThat(runs.submitOnce(RUN, RunFixture.plan()).state().phase()).isEqualTo(Phase.QUEUED);
    }

    @Test
    void aCommandThatIsGivenAgainFindsItsRunThatHasNotEnded() {
        Launcher official = Launcher.command("official");
        assertThat(runs.unfinished(RunFixture.plan(), official)).isEmpty();
        RunId run = runs.submit(RunFixture.plan(), official).run();
        assertThat(runs.unfinished(RunFixture.plan(), official))
                .map(RunView::run)
                .contains(run);
        assertThat(runs.unfinished(RunFixture.plan(), Launcher.command("/other/weights")))
                .isEmpty();
        runs.cancel(run);
        assertThat(runs.unfinished(RunFixture.plan(), official)).isEmpty();
    }

    @Test
    void aCommandsRunHasItsMembersAndAllElseInItsRequest() {
        TrainRequest request =
                runs.submit(RunFixture.plan(), Launcher.command("official")).request();
        assertThat(request.members()).isNotEmpty();
        assertThat(request.seed()).isEqualTo(RunPlanner.DEFAULT_SEED);
    }

    @Test
    void anEndedRunStaysEnded() {
        runs.submitOnce(RUN, RunFixture.plan());
        runs.cancel(RUN);
        assertThat(runs.submitOnce(RUN, RunFixture.plan()).state().phase()).isEqualTo(Phase.CANCELLED);
    }
}
