package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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

    /** The answer to a delivery. */
    sealed interface EventReply {

        /**
         * To a batch of a queue: the messages to be told again, as AWS Lambda expects it ("partial batch response"). All
         * others are done and are deleted.
         *
         * @param outcomes all that was done, message by message; not part of the answer
         */
        record Batch(
                List<Failure> batchItemFailures, @JsonIgnore List<EventOutcome> outcomes) implements EventReply {
            public Batch {
                batchItemFailures = List.copyOf(batchItemFailures);
                outcomes = List.copyOf(outcomes);
            }
        }

        /**
         * A message of a batch that is to be delivered again.
         *
         * @param itemIdentifier the message's id; the empty text fails the whole batch
         */
        record Failure(String itemIdentifier) {}

        /** To events that came as they are. */
        @JsonPropertyOrder("outcomes")
        record Outcomes(List<EventOutcome> outcomes) implements EventReply {
            public Outcomes {
                outcomes = List.copyOf(outcomes);
            }
        }

        /** What was done, in the order of the events. */
        List<EventOutcome> outcomes();
    }

    /** An event that is not what it should be. Telling it again does not help. */
    final class MalformedEventException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String path;

        /**
         * @param path the field at fault, e.g. {@code Records[0].s3.object.key}; empty for the event as a whole
         * @param expected what should be there
         * @param found what is there, e.g. {@code nothing}
         */
        public MalformedEventException(String path, String expected, String found) {
            super((path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", found " + found);
            this.path = path;
        }

        public String path() {
            return path;
        }
    }
}
