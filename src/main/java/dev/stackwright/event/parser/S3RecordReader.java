package dev.stackwright.event.parser;

import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.Sequencer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A record of S3's own notifications: "Event message structure", S3 User Guide. Its key is URL-encoded by S3. */
final class S3RecordReader {

    private static final String REPLACEMENT = "\uFFFD";

    private S3RecordReader() {}

    /** What S3 sends when a notification is set up. */
    static boolean isTest(JsonCursor event) {
        return event.textOrEmpty("Event").equals("s3:TestEvent");
    }

    static Notice read(JsonCursor event) {
        String name = event.text("eventName");
        JsonCursor s3 = event.object("s3");
        JsonCursor object = s3.object("object");
        String sent = object.text("key");
        String key = object.made("key", S3RecordReader::decoded);
        if (!name.startsWith("ObjectCreated:") && !name.startsWith("s3:ObjectCreated:")) {
            return new Notice.Other("'" + name + "' of " + key);
        }
        @Nullable Sequencer sequencer = object.has("sequencer") ? object.made("sequencer", Sequencer::new) : null;
        return S3ObjectFields.created(
                object,
                new S3ObjectFields.Told(
                        s3.object("bucket").text("name"),
                        key,
                        sent.equals(key) ? null : sent,
                        "versionId",
                        "eTag",
                        sequencer,
                        event.time("eventTime")));
    }

    /** Java puts a replacement character where bytes are no UTF-8; such a key would be another object's. */
    private static String decoded(String raw) {
        String key = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        if (key.contains(REPLACEMENT) && !raw.toUpperCase(java.util.Locale.ROOT).contains("%EF%BF%BD")) {
            throw new IllegalArgumentException("a key whose bytes are no UTF-8: " + raw);
        }
        return key;
    }
}
