package dev.stackwright.event.parser;

import dev.stackwright.event.BucketEvent;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.Sequencer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of S3's own notifications: "Event message structure", S3 User Guide. Its key is URL-encoded by S3. */
final class S3RecordReader {

    private static final String REPLACEMENT = "\uFFFD";

    /** What S3 calls the version of an object that was written before the bucket kept versions. */
    private static final String NO_VERSION = "null";

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
        return created(
                object,
                new Told(
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

    /**
     * What the shapes tell in different places.
     *
     * @param keyAsSent see {@link Notice.Created}
     * @param versionField the object's field with the version id
     * @param etagField the object's field with the ETag
     */
    record Told(
            String bucket,
            String key,
            @Nullable String keyAsSent,
            String versionField,
            String etagField,
            @Nullable Sequencer sequencer,
            Instant time) {}

    /** From the part about the object, which EventBridge and records have in common. */
    static Notice created(JsonCursor object, Told told) {
        @Nullable String id = object.optionalText(told.versionField());
        boolean versioned = id != null && !id.equals(NO_VERSION);
        String etag = versioned ? "" : object.text(told.etagField());
        String moment = told.sequencer() == null
                ? told.time().toString()
                : told.sequencer().stripped().hex();
        long size = object.wholeNumber("size");
        try {
            return new Notice.Created(
                    new BucketEvent(
                            told.bucket(),
                            told.key(),
                            BucketEvent.version(versioned ? id : null, etag, moment),
                            told.sequencer(),
                            size,
                            told.time()),
                    told.keyAsSent());
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(object.path(), "an object of a bucket", String.valueOf(e.getMessage()));
        }
    }
}
