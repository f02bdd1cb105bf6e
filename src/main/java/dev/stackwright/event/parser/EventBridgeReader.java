package dev.stackwright.event.parser;

import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.Sequencer;
import org.jspecify.annotations.Nullable;

/**
 * Amazon EventBridge's event of S3: "EventBridge event message structure", S3 User Guide. The key stands there as it is
 * in the bucket and is not decoded.
 */
final class EventBridgeReader {

    private static final String CREATED = "Object Created";

    private EventBridgeReader() {}

    static Notice read(JsonCursor event) {
        String type = event.text("detail-type");
        if (!type.equals(CREATED)) {
            return new Notice.Other("'" + type + "' and not '" + CREATED + "'");
        }
        JsonCursor detail = event.object("detail");
        JsonCursor object = detail.object("object");
        @Nullable Sequencer sequencer = object.has("sequencer") ? object.made("sequencer", Sequencer::new) : null;
        return S3RecordReader.created(
                object,
                new S3RecordReader.Told(
                        detail.object("bucket").text("name"),
                        object.text("key"),
                        null,
                        "version-id",
                        object.has("eTag") ? "eTag" : "etag",
                        sequencer,
                        event.time("time")));
    }
}
