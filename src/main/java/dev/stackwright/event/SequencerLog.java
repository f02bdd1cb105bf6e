package dev.stackwright.event;

import dev.stackwright.common.Json;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which versions of a key were told of: a note for each sequencer, create-only, at
 * {@code events/order/<digest of bucket and key>/v2-<complement of the sequencer>.json}. Thread-safe, also across
 * processes.
 *
 * <p>The names are complements, so that a listing has the latest first and one page of it is enough however many there
 * are. Until November 2026 the names had no {@code v2-} and were complements of the number, without the zeros at the
 * sequencer's beginning. Such notes are read, too: S3's sequencers all begin with the same count of zeros, so they are
 * compared without them. Of the new ones, which a listing has after them, older versions of this program take no notice.
 */
final class SequencerLog {

    private static final String NAME = "v2-";
    private static final String OLD_NAME = "[0-9a-f]{" + Sequencer.MOST_DIGITS + "}\\.json";
    private static final String END = ".json";

    private final ObjectStore store;

    SequencerLog(ObjectStore store) {
        this.store = store;
    }

    /** Notes the event, before anything is done about it. Without effect where it has no sequencer. */
    void note(BucketEvent event) {
        Sequencer sequencer = event.sequencer();
        if (sequencer != null) {
            store.create(
                    new ObjectKey(folder(event) + name(sequencer)),
                    Json.bytes(Map.of("key", event.key(), "version", event.version(), "sequencer", sequencer)));
        }
    }

    /** Whether a later version of the same key was noted; never so where the event has no sequencer. */
    boolean laterThan(BucketEvent event) {
        Sequencer own = event.sequencer();
        if (own == null) {
            return false;
        }
        try (Stream<ObjectSummary> listed = store.list(folder(event))) {
            for (Iterator<ObjectSummary> each = listed.iterator(); each.hasNext(); ) {
                String note = each.next().key().fileName();
                if (note.startsWith(NAME)) {
                    return note.compareTo(name(own)) < 0;
                }
                if (isOldAndLater(note, own)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isOldAndLater(String note, Sequencer own) {
        return note.matches(OLD_NAME)
                && new Sequencer(Sequencer.complement(note.substring(0, Sequencer.MOST_DIGITS)))
                                .stripped()
                                .compareTo(own.stripped())
                        > 0;
    }

    private static String name(Sequencer sequencer) {
        return NAME + sequencer.complement() + END;
    }

    private static String folder(BucketEvent event) {
        return BucketLayout.EVENTS + "order/" + event.keyDigest() + "/";
    }
}
