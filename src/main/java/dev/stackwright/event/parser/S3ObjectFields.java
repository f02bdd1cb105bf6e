package dev.stackwright.event.parser;

import dev.stackwright.event.BucketEvent;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.MalformedEventException;
import dev.stackwright.event.Sequencer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the object part of S3's events has in common, in EventBridge and in records. */
final class S3ObjectFields {

    /** What S3 calls the version of an object that was written before the bucket kept versions. */
    private static final String NO_VERSION = "null";

    private S3ObjectFields() {}

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
