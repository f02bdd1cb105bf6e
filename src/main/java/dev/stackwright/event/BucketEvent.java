package dev.stackwright.event;

import dev.stackwright.common.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object was written: the one thing that every shape of event tells.
 *
 * @param key as it stands in the bucket, 1 to 1024 bytes of UTF-8; also keys that Stackwright would not write
 * @param version tells this version from every other of the key, the same in each telling; see {@link #version}
 * @param sequencer orders the versions of the key; {@code null} where the teller has none
 * @param size in bytes
 * @param time when it was written, as the teller says; in the years 1970 to 9999
 */
public record BucketEvent(
        String bucket, String key, String version, @Nullable Sequencer sequencer, long size, Instant time) {

    private static final int MOST_KEY_BYTES = 1024;
    private static final int MOST_VERSION_CHARACTERS = 2048;
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    public BucketEvent {
        if (!bucket.matches("[A-Za-z0-9._-]{1,255}")) {
            throw new IllegalArgumentException("bucket: expected the name of a bucket, found '" + bucket + "'");
        }
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > MOST_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key: expected 1 to " + MOST_KEY_BYTES + " bytes, found " + key.length() + " characters");
        }
        if (version.isBlank() || version.length() > MOST_VERSION_CHARACTERS) {
            throw new IllegalArgumentException(
                    "version: expected 1 to " + MOST_VERSION_CHARACTERS + " characters, found " + version.length());
        }
        if (size < 0) {
            throw new IllegalArgumentException("size: expected zero or more bytes, found " + size);
        }
        if (time.isBefore(Instant.EPOCH) || time.isAfter(END)) {
            throw new IllegalArgumentException("time: expected a time in 1970 to 9999, found " + time);
        }
    }

    /**
     * What tells one version of a key from the others: the bucket's own version id where the bucket keeps versions. An
     * ETag alone would not do, as the bytes of yesterday may be put again today, over others; so what orders the
     * versions comes with it.
     *
     * @param moment the stripped sequencer, or the time of writing where there is none
     */
    public static String version(@Nullable String versionId, String etag, String moment) {
        return versionId == null ? etag + "@" + moment : versionId;
    }

    /** The same event; for those that were written down when zeros at a sequencer's beginning were dropped. */
    BucketEvent withSequencer(@Nullable Sequencer other) {
        return new BucketEvent(bucket, key, version, other, size, time);
    }

    /** The same event of another key. */
    BucketEvent withKey(String other) {
        return new BucketEvent(bucket, other, version, sequencer, size, time);
    }

    /** Names the version among all there are: the same for each telling of it, different for any two versions. */
    public Sha256 digest() {
        return digest(bucket, key, version);
    }

    /** Names the key among all there are. */
    Sha256 keyDigest() {
        return digest(bucket, key);
    }

    /** Where it lies: {@code s3://bucket/key}. */
    String url() {
        return "s3://" + bucket + "/" + key;
    }

    /** Each part with its length before it, so that no two lists of parts run together. */
    private static Sha256 digest(String... parts) {
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(part.length()).append(':').append(part);
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
