package dev.stackwright.server;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What requests were answered, as lines that CloudWatch Logs makes metrics of (CloudWatch embedded metric format
 * specification, version 0): for AWS Lambda, where nobody can read {@code /q/metrics} and a process stands still between two
 * requests, so that nothing can be sent at intervals. A line an answered request. Thread-safe.
 */
final class EmbeddedMetrics {

    private final String namespace;
    private final PrintStream out;
    private final InstantSource clock;

    /** @param out where each line has to stand alone: standard output, whose lines Lambda takes to the log as they are */
    EmbeddedMetrics(String namespace, PrintStream out, InstantSource clock) {
        this.namespace = namespace;
        this.out = out;
        this.clock = clock;
    }

    void answered(EnsembleName ensemble, int images, int failed, Duration took) {
        Map<String, Object> definition = Map.of(
                "Namespace",
                namespace,
                "Dimensions",
                List.of(List.of("ensemble")),
                "Metrics",
                List.of(
                        metric("classify.images", "Count"),
                        metric("classify.images.failed", "Count"),
                        metric("classify.requests", "Milliseconds")));
        byte[] line = Json.line(Map.of(
                "_aws",
                Map.of("Timestamp", clock.instant().toEpochMilli(), "CloudWatchMetrics", List.of(definition)),
                "ensemble",
                ensemble.value(),
                "classify.images",
                images - failed,
                "classify.images.failed",
                failed,
                "classify.requests",
                took.toNanos() / 1e6));
        out.print(new String(line, StandardCharsets.UTF_8));
    }

    private static Map<String, String> metric(String name, String unit) {
        return Map.of("Name", name, "Unit", unit);
    }
}
