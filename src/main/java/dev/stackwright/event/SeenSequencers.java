package dev.stackwright.event;

import dev.stackwright.json.Json;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which versions of a key were told of: a note for each sequencer, create-only, at
 * {@code events/order/<digest of bucket and key>/<sequencer>.json}. The names are complements, so that a listing begins
 * with the latest and one page of it is enough however many there are. Thread-safe, also across processes.
 */
final class SeenSequencers {

    private final ObjectStore store;

    SeenSequencers(ObjectStore store) {
        this.store = store;
    }

    /** Notes the event, before anything is done about it. Without effect where it has no sequencer. */
    void note(ObjectCreated event) {
        if (event.sequencer() != null) {
            store.create(
                    new ObjectKey(folder(event) + event.sequencer().newestFirst() + ".json"),
                    Json.bytes(Map.of("key", event.key(), "version", event.version(), "sequencer", event.sequencer())));
        }
    }

    /** Whether a later version of the same key was noted; never so where the event has no sequencer. */
    boolean laterThan(ObjectCreated event) {
        if (event.sequencer() == null) {
            return false;
        }
        String own = event.sequencer().newestFirst() + ".json";
        try (Stream<ObjectSummary> listed = store.list(folder(event))) {
            return listed.findFirst()
                    .filter(latest -> latest.key().fileName().compareTo(own) < 0)
                    .isPresent();
        }
    }

    private static String folder(ObjectCreated event) {
        return "events/order/" + event.keyDigest() + "/";
    }
}
