package dev.stackwright.store;

import java.time.Instant;

/** What a listing tells of an object; {@code etag} is opaque and may change when the same bytes are written again. */
public record ObjectSummary(ObjectKey key, long size, String etag, Instant lastModified) {}
