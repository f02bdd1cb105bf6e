package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetrySettingsTest {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";

    @Test
    void withoutAnEndpointNothingIsSentWhateverElseIsSet() {
        assertThat(of(Map.of())).containsOnly(Map.entry(DISABLED, "true"));
        assertThat(of(Map.of(
                        "OTEL_SERVICE_NAME",
                        "photos",
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        " ",
                        "OTEL_SDK_DISABLED",
                        "false")))
                .containsEntry(DISABLED, "true")
                .containsEntry("quarkus.otel.service.name", "photos")
                .doesNotContainKey("quarkus.otel.exporter.otlp.endpoint");
    }

    @Test
    void theStandardVariablesAreQuarkusKeysAndNumbersOfTimesAreMilliseconds() {
        assertThat(of(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318",
                        "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test",
                        "OTEL_BSP_SCHEDULE_DELAY", "5000",
                        "OTEL_METRIC_EXPORT_INTERVAL", "60000",
                        "OTEL_TRACES_SAMPLER_ARG", "0.25",
                        "OTEL_TRACES_EXPORTER", "none",
                        "PATH", "/bin")))
                .containsOnly(
                        Map.entry(DISABLED, "false"),
                        Map.entry("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:4318"),
                        Map.entry("quarkus.otel.resource.attributes", "deployment.environment=test"),
                        Map.entry("quarkus.otel.bsp.schedule.delay", "5000ms"),
                        Map.entry("quarkus.otel.metric.export.interval", "60000ms"),
                        Map.entry("quarkus.otel.traces.sampler.arg", "0.25"));
    }

    @Test
    void anEndpointUnderTheKeyOfQuarkusWillDoAndTheStandardSwitchTurnsAllOff() {
        assertThat(TelemetrySettings.of(Map.of(), "quarkus.otel.exporter.otlp.endpoint"::equals))
                .containsEntry(DISABLED, "false");
        assertThat(of(Map.of("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")))
                .containsEntry(DISABLED, "false");
        assertThat(of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318", "OTEL_SDK_DISABLED", "true")))
                .containsEntry(DISABLED, "true");
    }

    private static Map<String, String> of(Map<String, String> environment) {
        return TelemetrySettings.of(environment, key -> false);
    }
}
