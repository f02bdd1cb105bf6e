package dev.stackwright.event;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.classify.FailureCode;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.event.EventRouting.Task;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Classifies the image that lies at a key, whichever version that is by now, and looks again once the result is
 * written: where another version lies there meanwhile, it begins anew.
 *
 * <p>So the result is that of the last version, in whatever order and however often events are handled. Take the last
 * result that anyone writes. Its writer found after it the version that it had looked at before, else it would have
 * written again. A version that came later still has an event of its own, whose handler writes after that: a result
 * after the last one. The argument needs no sequencer, so it holds for stores that have none. A writer that dies between
 * writing and looking has not marked its event as done, and so is followed by another one.
 */
public final class ClassifyAction {

    private static final int MOST_ROUNDS = 5;

    private final ObjectStore store;
    private final Function<ClassifyRequest, ClassifyReply> classifier;

    ClassifyAction(ObjectStore store, Function<ClassifyRequest, ClassifyReply> classifier) {
        this.store = store;
        this.classifier = classifier;
    }

    EventOutcome run(BucketEvent event, Task.Classify task) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<ObjectSummary> before = store.head(task.image());
            if (before.isEmpty()) {
                return EventOutcome.of(Status.IGNORED, event, "the image is gone");
            }
            ClassifyReply reply = classifier.apply(ClassifyRequest.of(task.ensemble(), List.of(event.url())));
            Result result = reply.results().get(0);
            ClassifyReply.Failure error = result.error();
            if (error != null && error.mayPass()) {
                return EventOutcome.of(Status.FAILED, event, error.code() + ": " + error.message());
            }
            if (error != null && error.code().equals(FailureCode.NOT_FOUND.code())) {
                continue;
            }
            store.put(task.result(), Json.bytes(document(event, before.get(), reply)));
            if (store.head(task.image()).filter(now -> same(now, before.get())).isPresent()) {
                return EventOutcome.classified(event, task.result().value(), words(result));
            }
        }
        return EventOutcome.of(
                Status.FAILED, event, "the image changed " + MOST_ROUNDS + " times meanwhile; try again");
    }

    private static ResultDocument document(BucketEvent event, ObjectSummary image, ClassifyReply reply) {
        return new ResultDocument(
                reply.ensemble(),
                reply.version(),
                new ResultDocument.Source(event.bucket(), event.key(), image.etag(), image.size()),
                reply.results().get(0));
    }

    private static boolean same(ObjectSummary one, ObjectSummary other) {
        return one.etag().equals(other.etag()) && one.lastModified().equals(other.lastModified());
    }

    private static String words(Result result) {
        return result.error() == null
                ? String.valueOf(result.label())
                : "no answer: " + Objects.requireNonNull(result.error()).code();
    }

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
}
