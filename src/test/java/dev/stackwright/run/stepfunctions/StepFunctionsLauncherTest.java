package dev.stackwright.run.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.LauncherContract;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher.StateMachine;
import dev.stackwright.store.StoreSettings.Credentials;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepFunctionsLauncherTest extends LauncherContract {

    private final FakeStepFunctions service = new FakeStepFunctions();
    private final StepFunctionsLauncher launcher = StepFunctionsLauncher.open(
            StateMachine.parse(FakeStepFunctions.ARN),
            Optional.of(service.address()),
            Optional.of(new Credentials("id", "hush")));

    @AfterEach
    void close() {
        launcher.close();
        service.close();
    }

    @Override
    protected Launcher launcher() {
        return launcher;
    }

    @Override
    protected Optional<Integer> begun() {
        return Optional.of(service.begun.size());
    }

    @Test
    void theExecutionHasTheRunsNameAndKnowsItsMembers() throws IOException {
        RunView view = runs().submit(plan());
        JsonNode input = Json.mapper().readTree(service.begun.get(view.run().value()));
        assertThat(input)
                .isEqualTo(Json.mapper()
                        .readTree("{\"run\":\"" + view.run() + "\",\"members\":[\"mobilenet-v2\"],\"gpu\":false}"));
        assertThat(view.execution())
                .isEqualTo("arn:aws:states:eu-central-1:123456789012:execution:training:" + view.run());
    }

    @Test
    void aRunThatCouldNotBeLaunchedWaitsAndIsLaunchedOnBeingAskedAgain() {
        service.refusal = "ExecutionLimitExceeded";
        assertThatThrownBy(() -> runs().submit(plan()))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("is queued, but Step Functions did not start it")
                .hasMessageContaining("/launch");
        RunView waiting = runs().list().get(0);
        assertThat(waiting.state().phase()).isEqualTo(Phase.QUEUED);
        service.refusal = "";
        runs().launch(waiting.run());
        assertThat(service.begun).containsOnlyKeys(waiting.run().value());
    }

    @Test
    void aRunThatWaitsWhileItsExecutionHasEndedIsToldWithWhatToDo() {
        RunId run = runs().submit(plan()).run();
        service.ended.add(run.value());
        assertThatThrownBy(() -> runs().launch(run))
                .isInstanceOf(LaunchEndedException.class)
                .hasMessageContaining("its execution has ended without beginning it")
                .hasMessageContaining(":execution:training:" + run)
                .hasMessageContaining("runs cancel " + run)
                .hasMessageContaining("ask for it again");
        assertThat(runs().cancel(run).state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(runs().launch(run).state().phase()).isEqualTo(Phase.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "QUEUED")
    void anExecutionThatWasFasterThanTheQuestionForItIsALaunchThatWentThrough(Phase phase) {
        RunId run = new RunId("20261124t090000z-0000000d");
        runs().submitOnce(run, plan());
        service.ended.add(run.value());
        service.asked = name -> moved(run, phase);
        assertThat(runs().submitOnce(run, plan()).state().phase()).isEqualTo(phase);
        assertThat(runs().launch(run).state().phase()).isEqualTo(phase);
    }

    @Test
    void aServiceThatIsNotThereIsToldAsSuch() {
        service.close();
        assertThatThrownBy(() -> runs().submit(plan())).isInstanceOf(LaunchException.class);
    }

    @Test
    void cancellingStopsTheExecution() {
        RunView view = runs().submit(plan());
        runs().cancel(view.run());
        assertThat(service.stopped).containsExactly(view.execution());
    }

    @Test
    void whereItCannotBeStoppedTheMarkStandsAndItIsStoppedOnBeingAskedAgain() {
        RunView view = runs().submit(plan());
        service.refusal = "InvalidArn";
        assertThatThrownBy(() -> runs().cancel(view.run()))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("Cancel it again");
        assertThat(runs().get(view.run()).state().phase()).isEqualTo(Phase.QUEUED);
        service.refusal = "";
        assertThat(runs().cancel(view.run()).state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(service.stopped).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "training",
                "arn:aws:states:eu-central-1:123456789012:execution:training:x",
                "arn:aws:states:eu-central-1:123456789012:stateMachine:training:1",
                "arn:aws:lambda:eu-central-1:123456789012:stateMachine:training"
            })
    void whatIsNoArnOfAStateMachineIsRefused(String text) {
        assertThatThrownBy(() -> StateMachine.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the ARN of a state machine");
    }
}
