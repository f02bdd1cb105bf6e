package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/** The answer to a delivery. */
public sealed interface EventReply {

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
