package dev.stackwright.event.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Events as their senders document them, and the envelopes around them. */
public final class Samples {

    public static final String EVENT_BRIDGE = resource("eventbridge.json");
    public static final String S3 = resource("s3.json");
    public static final String S3_TEST = resource("s3-test.json");

    private Samples() {}

    /** As EventBridge tells of an object. */
    public static String eventBridge(String bucket, String key, String etag, String sequencer, String time) {
        return json(Map.of(
                "version",
                "0",
                "detail-type",
                "Object Created",
                "source",
                "aws.s3",
                "time",
                time,
                "detail",
                Map.of(
                        "bucket",
                        Map.of("name", bucket),
                        "object",
                        Map.of("key", key, "size", 1, "etag", etag, "sequencer", sequencer))));
    }

    public static String sns(String message) {
        return json(Map.of(
                "Type", "Notification",
                "MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                "TopicArn", "arn:aws:sns:eu-central-1:123456789012:uploads",
                "Timestamp", "2026-11-24T08:15:00.000Z",
                "Message", message));
    }

    public static String snsRecords(String message) {
        return json(Map.of(
                "Records",
                List.of(Map.of(
                        "EventVersion",
                        "1.0",
                        "EventSource",
                        "aws:sns",
                        "Sns",
                        Map.of(
                                "Type",
                                "Notification",
                                "MessageId",
                                "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                                "Message",
                                message)))));
    }

    /** A batch of messages {@code m0}, {@code m1}, … */
    public static String sqs(String... bodies) {
        List<Map<String, Object>> records = new java.util.ArrayList<>();
        for (int i = 0; i < bodies.length; i++) {
            records.add(Map.of(
                    "messageId", "m" + i,
                    "receiptHandle", "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                    "body", bodies[i],
                    "attributes", Map.of("ApproximateReceiveCount", "1"),
                    "eventSource", "aws:sqs",
                    "eventSourceARN", "arn:aws:sqs:eu-central-1:123456789012:uploads",
                    "awsRegion", "eu-central-1"));
        }
        return json(Map.of("Records", records));
    }

    public static String cloudEvent(String data) {
        try {
            return json(Map.of(
                    "specversion", "1.0",
                    "id", "C3D13FE58DE4C810.FMyUVURIY8",
                    "source", "aws:s3.eu-central-1.photos",
                    "type", "com.amazonaws.s3.objectcreated",
                    "data", Json.mapper().readTree(data)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static byte[] bytes(String json) {
        return json.getBytes(UTF_8);
    }

    static String json(Object value) {
        return new String(Json.bytes(value), UTF_8);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream("/events/" + name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
