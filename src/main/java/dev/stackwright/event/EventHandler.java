package dev.stackwright.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.event.EventRouting.Task;
import dev.stackwright.event.IdempotencyLog.Claim;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.Runs;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Does what an object asks for, once in effect however often it is told, by whom, and in what order. Thread-safe, also
 * across processes; holds nothing to close.
 *
 * <p>Once: the marks let one handler at a time at an event, and end what is done. Where a handler dies, its claim ends
 * and the next one does the work again, which changes nothing: a run's id follows from the event, and a result is
 * written from what lies in the bucket. In order: an event is noted before it is acted on, and one that finds a later
 * one of its key noted does nothing, unless someone began it before and may have left something. Two at once may both find
 * nothing later when they look; for images {@link ClassifyAction} says why the last version still has the last word, and a run
 * is withdrawn when a later event was noted while it was submitted.
 */
public final class EventHandler {

    private static final System.Logger LOG = System.getLogger(EventHandler.class.getName());

    private final ObjectStore store;
    private final IdempotencyLog marks;
    private final SequencerLog seen;
    private final TrainAction training;
    private final ClassifyAction images;
    private final Predicate<EnsembleName> served;

    /** @param parts what it works with */
    public EventHandler(Parts parts) {
        this.store = parts.store();
        this.marks = new IdempotencyLog(parts.store(), parts.clock(), parts.lease(), parts.owner());
        this.seen = new SequencerLog(parts.store());
        this.training = new TrainAction(parts.store(), parts.runs(), parts.planner());
        this.images = new ClassifyAction(parts.store(), parts.classifier());
        this.served = parts.served();
    }

    /**
     * What events are handled with.
     *
     * @param classifier says what images show; throws {@link UnknownEnsembleException} when nothing of the name is promoted
     * @param served whether a version of an ensemble is promoted; asked first, so that an image may wait for its ensemble
     *     for ever and leave no marks
     * @param lease how long a handler has an event to itself; longer than one takes, shorter than a queue waits to tell
     *     it again
     * @param owner names this process among all that share a store
     */
    public record Parts(
            ObjectStore store,
            Runs runs,
            RunPlanner planner,
            Function<ClassifyRequest, ClassifyReply> classifier,
            Predicate<EnsembleName> served,
            Clock clock,
            Duration lease,
            String owner) {

        public Parts {
            if (lease.isNegative() || lease.isZero()) {
                throw new IllegalArgumentException("lease: expected a positive time, found " + lease);
            }
        }
    }

    /** Handles each event of a delivery, one after the other. One that fails spoils no other. */
    public EventReply take(Delivery delivery) {
        return delivery instanceof Delivery.Batch batch
                ? batch(batch)
                : new EventReply.Outcomes(all(((Delivery.Direct) delivery).notices()));
    }

    private EventReply.Batch batch(Delivery.Batch batch) {
        List<EventReply.Failure> failures = new ArrayList<>();
        List<EventOutcome> outcomes = new ArrayList<>();
        for (Delivery.Message message : batch.messages()) {
            List<EventOutcome> done = outcomes(message);
            outcomes.addAll(done);
            if (!done.stream().allMatch(EventOutcome::settled)) {
                failures.add(new EventReply.Failure(message.id()));
            }
        }
        return new EventReply.Batch(failures, outcomes);
    }

    private List<EventOutcome> outcomes(Delivery.Message message) {
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

    /** Does what one event says, and writes the outcome to the log. Never throws: what goes wrong is an outcome. */
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
        Notice.Created created = (Notice.Created) notice;
        BucketEvent object = created.object();
        try {
            return handle(found(created));
        } catch (RuntimeException e) {
            return failed(object, e);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
            LOG.log(ERROR, "an event of " + object.url() + " failed", e);
            return EventOutcome.of(
                    Status.FAILED, object, "ended with " + e.getClass().getSimpleName());
        }
    }

    /**
     * Ceph and LocalStack send keys as they are, where S3 escapes them. So a key that is not there, and is as it was sent,
     * is meant as it was sent.
     */
    private BucketEvent found(Notice.Created created) {
        BucketEvent unescaped = created.object();
        String sent = created.keyAsSent();
        if (sent == null || !unescaped.bucket().equals(store.bucket()) || isThere(unescaped.key()) || !isThere(sent)) {
            return unescaped;
        }
        return unescaped.withKey(sent);
    }

    private boolean isThere(String key) {
        return ObjectKey.parse(key).flatMap(store::head).isPresent();
    }

    /** Never throws for what a retry or another object can mend: that is an outcome. */
    EventOutcome handle(BucketEvent told) {
        Task task = EventRouting.of(told, store.bucket());
        if (task instanceof Task.Nothing nothing) {
            return EventOutcome.of(Status.IGNORED, told, nothing.why());
        }
        if (task instanceof Task.Refused refused) {
            return EventOutcome.of(Status.REFUSED, told, refused.why());
        }
        try {
            if (task instanceof Task.Classify image && !served.test(image.ensemble())) {
                return EventOutcome.of(Status.FAILED, told, notYet(image.ensemble()));
            }
            Claim claim = marks.claim(told);
            if (claim instanceof Claim.Done done) {
                return EventOutcome.repeated(done.outcome());
            }
            if (claim instanceof Claim.Busy busy) {
                return EventOutcome.of(
                        Status.BUSY, told, "in the hands of " + busy.by() + ", at the latest until " + busy.until());
            }
            return work((Claim.Mine) claim, task);
        } catch (RuntimeException e) {
            return failed(told, e);
        }
    }

    private EventOutcome work(Claim.Mine claim, Task task) {
        EventOutcome outcome;
        try {
            outcome = inOrder(claim, task);
        } catch (RuntimeException e) {
            outcome = failed(claim.event(), e);
        }
        if (outcome.settled()) {
            marks.done(claim, outcome);
        } else {
            marks.release(claim, outcome.detail());
        }
        return outcome;
    }

    private EventOutcome inOrder(Claim.Mine claim, Task task) {
        BucketEvent event = claim.event();
        seen.note(event);
        boolean late = seen.laterThan(event);
        if (task instanceof Task.Classify image) {
            // one who died may have left an old result over a new one: then only looking anew mends it
            return late && claim.first() ? superseded(event, task) : images.run(event, image);
        }
        if (late) {
            return superseded(event, task);
        }
        EventOutcome outcome = task instanceof Task.TrainZip zip
                ? training.start(event, zip)
                : training.start(event, (Task.TrainFile) task);
        return seen.laterThan(event) ? superseded(event, task) : outcome;
    }

    private EventOutcome superseded(BucketEvent event, Task task) {
        if (!(task instanceof Task.Classify)) {
            training.withdraw(event);
        }
        return EventOutcome.of(Status.SUPERSEDED, event, "a later version of the object is known");
    }

    private static String notYet(EnsembleName ensemble) {
        return "expected an ensemble '" + ensemble + "' with a promoted version, found none; train it, or promote a"
                + " version of it";
    }

    private static EventOutcome failed(BucketEvent event, RuntimeException e) {
        if (e instanceof UnknownEnsembleException
                || e instanceof EnsembleDamagedException
                || e instanceof OverloadedException
                || e instanceof LaunchException
                || e instanceof StoreException) {
            return EventOutcome.of(Status.FAILED, event, String.valueOf(e.getMessage()));
        }
        LOG.log(ERROR, "an event of " + event.url() + " failed unexpectedly", e);
        return EventOutcome.of(
                Status.FAILED, event, "unexpected " + e.getClass().getSimpleName() + "; the log says more");
    }
}
