package dev.stackwright.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.network.FeatureEngine.Computation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

    private static Measurements on(String version, String device) {
        return new Measurements(
                Map.of(), Measurements.machine(new Computation("tensorflow", version, device, "float32")), Map.of());
    }

    @Test
    void aMachineIsItsSystemItsProcessorsAndTheProgramsThatTrain() {
        assertThat(on("2.18.0", "cpu").machine())
                .containsEntry("tensorflow", "2.18.0")
                .containsEntry("device", "CPU")
                .containsOnlyKeys("tensorflow", "java", "system", "processors", "heapMiB", "device");
    }

    @Test
    void onAGpuItIsSaidThatTheSameSeedGivesOtherRoundings() {
        assertThat(on("2.18.0", "gpu").machine()).containsEntry("device", "GPU").containsKey("sameSeed");
    }

    @Test
    void whatAMemberHadOtherwiseStandsUnderItsName() {
        Map<String, Measurements> pieces = new LinkedHashMap<>();
        pieces.put("mobilenet", on("2.17.0", "gpu"));
        pieces.put("xception", on("2.18.0", "cpu"));
        pieces.put("stack", on("2.18.0", "cpu"));
        assertThat(Measurements.environment(pieces))
                .containsEntry("tensorflow", "2.18.0")
                .containsEntry("tensorflow of mobilenet", "2.17.0")
                .containsEntry("device of mobilenet", "GPU")
                .doesNotContainKeys("tensorflow of xception", "device of xception");
    }
}
