package dev.stackwright.event;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;

/**
 * The document {@code results/<ensemble>/<path>.json}. It holds no time, so that doing it again writes the same bytes.
 *
 * @param version the version that answered
 * @param object the image, as it was when it was looked at
 * @param result the answer, or why there is none: as in the reply of {@code POST /classify}
 */
public record ResultDocument(
        EnsembleName ensemble, EnsembleVersion version, Source object, ClassifyReply.Result result) {

    /**
     * The object that was classified.
     *
     * @param etag as the store gave it at that time
     */
    public record Source(String bucket, String key, String etag, long size) {}
}
