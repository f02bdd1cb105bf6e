package dev.stackwright.run.stepfunctions;

import dev.stackwright.common.Json;
import dev.stackwright.run.LaunchDocument;
import dev.stackwright.run.LaunchException;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.store.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/**
 * Launches each run as an execution of a Step Functions state machine. The execution has the run's name, so that of many
 * launches one counts; a name stays taken for 90 days after its execution has ended. Thread-safe; close it.
 */
public final class StepFunctionsLauncher implements Launcher, AutoCloseable {

    /** What the state machine is given. */
    private record Input(RunId run, List<String> members, boolean gpu) {}

    private final StateMachine machine;
    private final SfnClient client;

    private StepFunctionsLauncher(StateMachine machine, SfnClient client) {
        this.machine = machine;
        this.client = client;
    }

    /**
     * Speaks to nobody yet.
     *
     * @param endpoint another than that of the state machine's region
     * @param credentials empty for the SDK's own search (environment, profile, role)
     */
    public static StepFunctionsLauncher open(
            StateMachine machine, Optional<URI> endpoint, Optional<Credentials> credentials) {
        return new StepFunctionsLauncher(machine, SfnClients.of(machine.region(), endpoint, credentials));
    }

    @Override
    public LaunchDocument.LaunchType how() {
        return LaunchDocument.LaunchType.STATE_MACHINE;
    }

    @Override
    public LaunchDocument describe(RunId run, RunPlan plan) {
        return LaunchDocument.elsewhere(LaunchDocument.LaunchType.STATE_MACHINE, plan, machine.execution(run));
    }

    @Override
    public void launch(RunId run, LaunchDocument launch) {
        Input input = new Input(run, Objects.requireNonNull(launch.members()), Boolean.TRUE.equals(launch.gpu()));
        String json = new String(Json.bytes(input), StandardCharsets.UTF_8);
        try {
            client.startExecution(
                    r -> r.stateMachineArn(machine.arn()).name(run.value()).input(json));
        } catch (ExecutionAlreadyExistsException begunBefore) {
            // an earlier launch went through
        } catch (SdkException e) {
            throw new LaunchException(
                    "run " + run + " is queued, but Step Functions did not start it: " + e.getMessage() + ". Launch it"
                            + " again with 'stackwright runs launch " + run + "' or POST /api/runs/" + run + "/launch",
                    e);
        }
    }

    @Override
    public void stop(RunId run, LaunchDocument launch) {
        String execution = launch.execution() == null ? machine.execution(run) : launch.execution();
        try {
            client.stopExecution(r -> r.executionArn(execution).cause("the run was cancelled"));
        } catch (ExecutionDoesNotExistException neverBegan) {
            // nothing to stop
        } catch (SdkException e) {
            throw new LaunchException(
                    "run " + run + " was asked to stop, which its stages will see, but Step Functions did not stop its"
                            + " execution: " + e.getMessage() + ". Cancel it again",
                    e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
