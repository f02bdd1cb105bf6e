package dev.stackwright.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was handed over at once. */
public sealed interface Delivery {

    /** Events as they are; they succeed or fail as one. */
    record Direct(List<Notice> notices) implements Delivery {
        public Direct {
            notices = List.copyOf(notices);
        }
    }

    /** Messages of a queue, each of which is told again by itself if it is named in the answer. */
    record Batch(List<Message> messages) implements Delivery {
        public Batch {
            messages = List.copyOf(messages);
        }
    }

    /**
     * One message of a queue.
     *
     * @param id as the queue names it; empty where the message has none, which fails the batch as a whole
     * @param notices what it says; empty where it is malformed
     * @param fault why it cannot be read
     */
    record Message(
            String id, List<Notice> notices, @Nullable MalformedEventException fault) {
        public Message {
            notices = List.copyOf(notices);
            if (fault != null && !notices.isEmpty()) {
                throw new IllegalArgumentException("expected either notices or a fault, found both");
            }
        }
    }

    /** What one event says. */
    sealed interface Notice {

        /**
         * An object was created.
         *
         * @param keyAsSent the key as the sender wrote it, where that is not how it reads unescaped: some senders escape
         *     nothing, so that it may be the object's own
         */
        record Created(BucketEvent object, @Nullable String keyAsSent) implements Notice {

            public Created(BucketEvent object) {
                this(object, null);
            }
        }

        /**
         * Something else, for which there is nothing to do.
         *
         * @param what for people, e.g. {@code ObjectRemoved:Delete of datasets/x.zip}
         */
        record Other(String what) implements Notice {}
    }
}
