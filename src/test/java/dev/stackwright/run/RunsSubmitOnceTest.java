package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void aVersionThatKnowsNoNativeSizesDoesNotTakeUpARunThatAsksForThem() throws IOException {
        runs.submitOnce(RUN, RunFixture.plan());
        assertThat(schema(RUN)).isEqualTo(1);
        TrainRequest request = Json.read(
                "{\"ensemble\":\"pets\",\"dataset\":\"s3://photos/a.zip\",\"nativeSizes\":true}"
                        .getBytes(StandardCharsets.UTF_8),
                TrainRequest.class,
                "request");
        RunPlan plan =
                new RunPlanner(List.of("mobilenet-v2", "xception"), "photos").plan(request, RunPlanner.Origin.REMOTE);
        RunId run = runs.submit(plan).run();
        assertThat(schema(run)).isEqualTo(2);
        assertThat(runs.find(run).orElseThrow().request().nativeSizes()).isTrue();
    }

    private int schema(RunId run) throws IOException {
        byte[] json =
                house.store.read(new ObjectKey("runs/" + run + "/request.json")).orElseThrow();
        return Json.mapper().readTree(json).path("schema").asInt();
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
    void aCommandDoesNotGoOnWithARunThatSomeoneAskedToStop() {
        Launcher official = Launcher.command("official");
        RunId run = runs.submit(RunFixture.plan(), official).run();
        house.dieRunning(run, "door");
        assertThat(runs.unfinished(RunFixture.plan(), official))
                .map(RunView::run)
                .contains(run);
        assertThat(runs.cancel(run).state().phase())
                .as("nobody is alive to stop it")
                .isEqualTo(Phase.RUNNING);
        assertThat(runs.unfinished(RunFixture.plan(), official)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "launch.json, {",
        "launch.json, '{\"schema\" : 99}'",
        "request.json, {",
    })
    void aDamagedRunKeepsNoCommandFromItsOwn(String document, String damage) {
        Launcher official = Launcher.command("official");
        RunId own = runs.submit(RunFixture.plan(), official).run();
        house.clock.pass(Duration.ofSeconds(1));
        RunId damaged = runs.submit(RunFixture.plan(), official).run();
        house.store.put(new ObjectKey("runs/" + damaged + "/" + document), damage.getBytes(StandardCharsets.UTF_8));
        assertThat(house.runs().unfinished(RunFixture.plan(), official))
                .map(RunView::run)
                .contains(own);
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
