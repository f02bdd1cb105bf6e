package dev.stackwright.event.parser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.event.Delivery;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.Delivery.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of SQS as AWS Lambda is given it: "Using Lambda with Amazon SQS", Lambda Developer Guide. A message that
 * cannot be read spoils no other.
 */
final class SqsBatchReader {

    private static final String SOURCE = "aws:sqs";

    private SqsBatchReader() {}

    /** One record of a queue makes it a batch, so that what stands beside it is answered by its id, too. */
    static boolean isBatch(JsonCursor top) {
        JsonNode records = top.node().path("Records");
        if (!records.isArray()) {
            return false;
        }
        for (JsonNode each : records) {
            if (each.path("eventSource").asText("").equals(SOURCE) || (each.has("messageId") && each.has("body"))) {
                return true;
            }
        }
        return false;
    }

    static Delivery.Batch read(JsonCursor top) {
        List<Message> messages = new ArrayList<>();
        for (JsonCursor each : top.list("Records")) {
            messages.add(message(each));
        }
        return new Delivery.Batch(messages);
    }

    private static Message message(JsonCursor each) {
        String id = each.node().path("messageId").isTextual() ? each.textOrEmpty("messageId") : "";
        try {
            each.text("messageId");
            return new Message(id, EventReader.notices(each.opened("body")), null);
        } catch (MalformedEventException e) {
            return new Message(id, List.of(), e);
        }
    }
}
