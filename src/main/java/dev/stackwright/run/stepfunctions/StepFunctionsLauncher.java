package dev.stackwright.run.stepfunctions;

import dev.stackwright.common.Json;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.store.StoreSettings.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;
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
        } catch (ExecutionAlreadyExistsException e) {
            // one that is running, of the same input, would have been answered with success
            throw new LaunchEndedException(
                    "run " + run
                            + " is queued, but its execution has ended without beginning it, and Step Functions lets"
                            + " no second one have its name. See in the execution why (" + machine.execution(run)
                            + "), then cancel the run with 'stackwright runs cancel " + run + "' or DELETE /api/runs/"
                            + run + ", and ask for it again: by the same request, or by uploading its dataset again",
                    e);
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

    /** Builds the SDK's client; closing the client closes its connections. */
    static final class SfnClients {

        private static final Duration CONNECT = Duration.ofSeconds(5);

        /** With all its retries: whoever asked for the run still waits for the answer. */
        private static final Duration CALL = Duration.ofSeconds(20);

        private SfnClients() {}

        static SfnClient of(String region, Optional<URI> endpoint, Optional<Credentials> keys) {
            AwsCredentialsProvider credentials = keys.<AwsCredentialsProvider>map(k -> StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(k.accessKeyId(), k.secretAccessKey())))
                    .orElseGet(() -> DefaultCredentialsProvider.builder().build());
            SfnClientBuilder builder = SfnClient.builder()
                    .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(CONNECT))
                    .region(Region.of(region))
                    .credentialsProvider(credentials)
                    .overrideConfiguration(c -> c.apiCallTimeout(CALL));
            endpoint.ifPresent(builder::endpointOverride);
            return builder.build();
        }
    }

    /**
     * The ARN of a state machine, {@code arn:aws:states:<region>:<account>:stateMachine:<name>}.
     *
     * @param partition e.g. {@code aws}
     */
    public record StateMachine(String partition, String region, String account, String name) {

        private static final Pattern ARN =
                Pattern.compile("arn:([a-z0-9-]+):states:([a-z0-9-]+):([0-9]{12}):stateMachine:([A-Za-z0-9_-]{1,80})");

        /**
         * Reads the ARN of a state machine.
         *
         * @throws IllegalArgumentException when the text is none; a version or an alias is none, either
         */
        public static StateMachine parse(String arn) {
            Matcher parts = ARN.matcher(arn);
            if (!parts.matches()) {
                throw new IllegalArgumentException("expected the ARN of a state machine, such as"
                        + " arn:aws:states:eu-central-1:123456789012:stateMachine:training, found '" + arn + "'");
            }
            return new StateMachine(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
        }

        public String arn() {
            return "arn:" + partition + ":states:" + region + ":" + account + ":stateMachine:" + name;
        }

        /** The ARN that the execution of a run has, begun or not: executions are named by their run. */
        public String execution(RunId run) {
            return "arn:" + partition + ":states:" + region + ":" + account + ":execution:" + name + ":" + run;
        }
    }
}
