package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.run.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The state machine of {@code terraform/} and the commands that its jobs run. */
class StateMachineTest {

    private static final Map<String, String> FILLED_IN = Map.of(
            "$.run", FakeServices.RUN.value(),
            "$.member", "mobilenet-v2",
            "$.explained.message", "job x failed: Host EC2 (instance i-1) terminated.");

    private final ObjectNode machine;

    StateMachineTest() throws IOException {
        machine = StateMachine.read("training");
    }

    @Test
    void everyWayLeadsToAnEndAndEveryStateIsOnOne() {
        assertThat(StateMachine.faults(machine)).isEmpty();
    }

    @Test
    void batchInferenceDividesClassifiesAndMerges() throws IOException {
        ObjectNode inference = StateMachine.read("inference");
        // a failed shard fails its own execution, and the merge the whole: there is no run to be marked
        assertThat(StateMachine.faults(inference))
                .isNotEmpty()
                .allMatch(fault -> fault.startsWith("a failure that nobody"));
        assertThat(StateMachine.commands(inference))
                .containsExactlyInAnyOrder(
                        List.of("classify", "$.ensemble", "--prefix", "$.prefix", "--shard", "$.part"),
                        List.of("classify", "$.ensemble", "--prefix", "$.prefix", "--shard", "$.first", "--merge"));
    }

    @Test
    void everyJobRunsACommandOfTheTerminalAndEveryStageHasAJob() {
        TestConsole console = new TestConsole();
        List<List<String>> commands = StateMachine.commands(machine);
        for (List<String> command : commands) {
            String[] args = command.stream()
                    .map(argument -> FILLED_IN.getOrDefault(argument, argument))
                    .toArray(String[]::new);
            assertThat(console.run(args)).as(command + ": " + console.err()).isZero();
        }
        assertThat(console.services.staged).hasSameSizeAs(commands);
        assertThat(console.services.staged).extracting(Stage.Request::stage).contains(Stage.values());
    }

    @Test
    void aTransitionToNowhereIsSeen() {
        state("Stack").put("Next", "Publsh");
        assertThat(StateMachine.faults(machine))
                .contains("nothing is called Publsh", "nothing leads to Publish", "nothing leads to Trained");
    }

    @Test
    void aTransitionToNowhereWithinTheMapIsSeen() {
        ((ObjectNode) machine.at("/States/FitMembers/ItemProcessor/States/ChooseMachine")).put("Default", "FitOnMoon");
        assertThat(StateMachine.faults(machine)).contains("nothing is called FitOnMoon", "nothing leads to FitOnCpu");
    }

    @Test
    void aTaskThatMayHangOrFailUncaughtIsSeen() {
        state("Publish").remove(List.of("TimeoutSeconds", "Catch"));
        assertThat(StateMachine.faults(machine))
                .anyMatch(fault -> fault.startsWith("a task without a time-out"))
                .anyMatch(fault -> fault.startsWith("a failure that nobody catches"));
    }

    private ObjectNode state(String name) {
        return (ObjectNode) machine.at("/States/" + name);
    }
}
