package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddedMetricsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T13:00:00Z");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final EmbeddedMetrics lines = new EmbeddedMetrics(
            "photos", new PrintStream(written, true, StandardCharsets.UTF_8), InstantSource.fixed(NOW));
    private final Meters meters = new Meters(new SimpleMeterRegistry(), Optional.of(lines));

    @Test
    void eachAnsweredRequestIsALineOfWhichCloudWatchMakesMetrics() throws IOException {
        meters.answered(new EnsembleName("pets"), 5, 2, Duration.ofMillis(120));
        meters.answered(new EnsembleName("cats-dogs"), 1, 0, Duration.ofMillis(30));
        String[] each = written.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(each).hasSize(3);
        JsonNode line = Json.mapper().readTree(each[0]);
        assertThat(line.at("/_aws/Timestamp").longValue()).isEqualTo(NOW.toEpochMilli());
        assertThat(line.at("/ensemble").textValue()).isEqualTo("pets");
        assertThat(line.at("/classify.images").intValue()).isEqualTo(3);
        assertThat(line.at("/classify.images.failed").intValue()).isEqualTo(2);
        assertThat(line.at("/classify.requests").doubleValue()).isEqualTo(120);
        assertThat(Json.mapper().readTree(each[1]).at("/ensemble").textValue()).isEqualTo("cats-dogs");
    }

    /** A metric or a dimension that is not a member of the line is dropped by CloudWatch in silence. */
    @Test
    void whatTheLineSaysOfItselfIsInIt() throws IOException {
        meters.answered(new EnsembleName("pets"), 1, 0, Duration.ofMillis(30));
        JsonNode line = Json.mapper().readTree(written.toString(StandardCharsets.UTF_8));
        JsonNode said = line.at("/_aws/CloudWatchMetrics/0");
        assertThat(said.at("/Namespace").textValue()).isEqualTo("photos");
        assertThat(said.at("/Metrics")).hasSize(3).allSatisfy(metric -> {
            assertThat(line.get(metric.get("Name").textValue()).isNumber()).isTrue();
            assertThat(metric.get("Unit").textValue()).isIn("Count", "Milliseconds");
        });
        assertThat(said.at("/Dimensions/0"))
                .isNotEmpty()
                .allSatisfy(dimension ->
                        assertThat(line.get(dimension.textValue()).isTextual()).isTrue());
    }

    @Test
    void withoutANamespaceNothingIsWritten() {
        new Meters(new SimpleMeterRegistry()).answered(new EnsembleName("pets"), 1, 0, Duration.ofMillis(30));
        assertThat(written.size()).isZero();
    }
}
