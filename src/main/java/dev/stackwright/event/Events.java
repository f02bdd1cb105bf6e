package dev.stackwright.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.event.Delivery.Message;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.event.EventReply.Failure;
import java.util.ArrayList;
import java.util.List;

/** Handles whole deliveries: what every door does with what was read. Thread-safe; holds nothing to close. */
public final class Events {

    private static final System.Logger LOG = System.getLogger(Events.class.getName());

    private final EventHandler handler;

    public Events(EventHandler handler) {
        this.handler = handler;
    }

    /** Handles each event, one after the other. One that fails spoils no other. */
    public EventReply take(Delivery delivery) {
        if (delivery instanceof Delivery.Batch batch) {
            return batch(batch);
        }
        return new EventReply.Outcomes(all(((Delivery.Direct) delivery).notices()));
    }

    private EventReply.Batch batch(Delivery.Batch batch) {
        List<Failure> failures = new ArrayList<>();
        List<EventOutcome> outcomes = new ArrayList<>();
        for (Message message : batch.messages()) {
            List<EventOutcome> done = outcomes(message);
            outcomes.addAll(done);
            if (!done.stream().allMatch(EventOutcome::settled)) {
                failures.add(new Failure(message.id()));
            }
        }
        return new EventReply.Batch(failures, outcomes);
    }

    private List<EventOutcome> outcomes(Message message) {
        MalformedEventException fault = message.fault();
        if (fault != null) {
            LOG.log(WARNING, "message {0} is malformed: {1}", message.id(), fault.getMessage());
            return List.of(new EventOutcome(Status.REFUSED, null, String.valueOf(fault.getMessage()), null, null));
        }
        return all(message.notices());
    }

    private List<EventOutcome> all(List<Notice> notices) {
        return notices.stream().map(this::handle).toList();
    }

    /** Does what one event says, and writes the outcome to the log. */
    public EventOutcome handle(Notice notice) {
        EventOutcome outcome = outcome(notice);
        LOG.log(
                outcome.status() == Status.REPEATED ? DEBUG : outcome.settled() ? INFO : WARNING,
                "event of {0}: {1}, {2}",
                outcome.object() == null ? "no object" : outcome.object(),
                outcome.status().text(),
                outcome.detail());
        return outcome;
    }

    private EventOutcome outcome(Notice notice) {
        if (notice instanceof Notice.Other other) {
            return EventOutcome.other(other.what());
        }
        BucketEvent object = ((Notice.Created) notice).object();
        try {
            return handler.handle(object);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
            LOG.log(ERROR, "an event of " + object.url() + " failed", e);
            return EventOutcome.of(
                    Status.FAILED, object, "ended with " + e.getClass().getSimpleName());
        }
    }
}
