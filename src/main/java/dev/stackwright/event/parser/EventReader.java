package dev.stackwright.event.parser;

import dev.stackwright.event.Delivery;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.Delivery.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what was delivered, whatever its shape: an EventBridge event, records of S3, SQS or SNS, an SNS envelope, a
 * CloudEvent; and any of them in one another, to a depth of {@value #MOST_ENVELOPES}. Pure.
 */
public final class EventReader {

    /** CloudEvent in SNS in SQS is three; more than these many is no honest event. */
    static final int MOST_ENVELOPES = 8;

    private EventReader() {}

    /**
     * Reads what a queue, a topic, a bus or a bucket tells.
     *
     * @param json one event or one batch
     * @throws MalformedEventException naming what is missing; in a batch of a queue, faults of single messages stand in
     *     the batch instead
     */
    public static Delivery read(byte[] json) {
        JsonCursor top = JsonCursor.top(json);
        if (!top.node().isObject()) {
            throw top.wrong("an event as a JSON object");
        }
        return SqsBatchReader.isBatch(top) ? SqsBatchReader.read(top) : new Delivery.Direct(notices(top));
    }

    /**
     * As {@link #read(byte[])}; where the headers are those of a binary CloudEvent, the body is its data.
     *
     * @param headers of an HTTP request, names in lower case
     */
    public static Delivery read(byte[] body, Map<String, String> headers) {
        if (CloudEventReader.isBinary(headers)) {
            CloudEventReader.check(headers);
        }
        return read(body);
    }

    /** What an event says, after its envelopes were opened. */
    static List<Notice> notices(JsonCursor event) {
        if (event.depth() > MOST_ENVELOPES) {
            throw new MalformedEventException(
                    event.path(), "at most " + MOST_ENVELOPES + " envelopes in one another", "more");
        }
        if (event.has("detail-type")) {
            return List.of(EventBridgeReader.read(event));
        }
        if (event.has("specversion")) {
            return notices(CloudEventReader.data(event));
        }
        if (SnsReader.isEnvelope(event)) {
            return SnsReader.envelope(event);
        }
        if (S3RecordReader.isTest(event)) {
            return List.of(new Notice.Other("a test event of S3"));
        }
        if (event.has("s3")) {
            return List.of(S3RecordReader.read(event));
        }
        if (event.node().has("Records")) {
            return records(event.list("Records"));
        }
        throw event.wrong("an event of EventBridge (detail-type), S3, SQS or SNS (Records), SNS (Type, Message) or"
                + " CloudEvents (specversion)");
    }

    private static List<Notice> records(List<JsonCursor> records) {
        List<Notice> notices = new ArrayList<>();
        for (JsonCursor each : records) {
            notices.addAll(record(each));
        }
        return notices;
    }

    private static List<Notice> record(JsonCursor each) {
        String source = each.textOrEmpty(each.has("EventSource") ? "EventSource" : "eventSource");
        if (source.equals("aws:sns")) {
            return SnsReader.record(each);
        }
        if (source.equals("aws:sqs")) {
            return notices(each.opened("body"));
        }
        if (each.has("s3") || source.toLowerCase(Locale.ROOT).endsWith(":s3")) {
            return List.of(S3RecordReader.read(each));
        }
        throw each.wrong("a record of S3 (s3), SQS (eventSource aws:sqs) or SNS (EventSource aws:sns)");
    }
}
