package dev.stackwright.event;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Json;
import dev.stackwright.common.ManualClock;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Processes that share a store and a clock which the test turns. Runs are real and are not taken up; the classifier
 * answers with what the image's bytes say, so that a result tells which version it is of.
 */
final class EventFixture {

    static final String BUCKET = "photos";
    static final EnsembleVersion VERSION = new EnsembleVersion("20261124t090000z-00000001");
    static final Instant BEGINNING = Instant.parse("2026-11-24T09:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(2);

    /** After which also a process that has not seen a claim before takes it for over. */
    static final Duration ABANDONED = LEASE.multipliedBy(5).plusSeconds(1);

    /** Hundreds of events fail on purpose. */
    private static final Logger QUIET = Logger.getLogger(EventHandler.class.getName());

    static {
        QUIET.setLevel(Level.OFF);
    }

    /** Ensembles of which no version is promoted. */
    final Set<String> missing = new HashSet<>();

    /** Has runs carried out elsewhere; a worker's where there is none. */
    @Nullable
    Launcher launcher;

    final MapObjectStore store = new MapObjectStore();
    final ManualClock clock = new ManualClock(BEGINNING);
    private final RunPlanner planner = new RunPlanner(List.of("mobilenet-v2"), "photos");

    EventHandler handler(String owner) {
        return handler(owner, store);
    }

    /** A process whose way to the store is another one. */
    EventHandler handler(String owner, ObjectStore way) {
        return handler(owner, way, request -> classify(way, request));
    }

    EventHandler handler(String owner, ObjectStore way, Function<ClassifyRequest, ClassifyReply> classifier) {
        return handler(owner, way, classifier, clock);
    }

    /** A process on a machine whose clock goes otherwise. */
    EventHandler handler(String owner, ObjectStore way, Duration ahead) {
        return handler(owner, way, request -> classify(way, request), Clock.offset(clock, ahead));
    }

    private EventHandler handler(
            String owner, ObjectStore way, Function<ClassifyRequest, ClassifyReply> classifier, Clock clock) {
        return new EventHandler(new EventHandler.Parts(
                way,
                runs(way),
                planner,
                classifier,
                ensemble -> !missing.contains(ensemble.value()),
                clock,
                LEASE,
                owner));
    }

    Runs runs(ObjectStore way) {
        return new Runs(
                way,
                clock,
                new Random(1),
                launcher == null ? Launcher.workers(run -> {}) : launcher,
                () -> false,
                "door");
    }

    List<RunView> runs() {
        return runs(store).list();
    }

    /** Puts a version of an object and tells of it, as a bucket without versions does. */
    BucketEvent put(String key, String content, String sequencer) {
        store.put(new ObjectKey(key), content.getBytes(StandardCharsets.UTF_8));
        return told(key, content, sequencer);
    }

    /** What is told of a version, without putting it. */
    static BucketEvent told(String key, String content, String sequencer) {
        String etag = Sha256.of(content.getBytes(StandardCharsets.UTF_8)).brief();
        Sequencer order = new Sequencer(sequencer);
        return new BucketEvent(
                BUCKET,
                key,
                BucketEvent.version(null, etag, order.stripped().hex()),
                order,
                content.length(),
                BEGINNING.plusSeconds(Long.parseLong(sequencer, 16) % 1000));
    }

    /** What the result says that the image shows; null where there is no result. */
    String shown(String key) {
        return store.read(new ObjectKey(key))
                .map(json -> Json.read(json, ResultDocument.class, key).result().label())
                .orElse(null);
    }

    static ClassifyReply classify(ObjectStore store, ClassifyRequest request) {
        String url = request.urls().get(0);
        return store.read(new ObjectKey(url.substring(("s3://" + BUCKET + "/").length())))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .map(text -> new Result(url, null, text, 1.0, List.of(), List.of(), null))
                .map(result -> reply(request, result))
                .orElseGet(() -> reply(request, Result.failed(url, "not-found", "gone")));
    }

    static ClassifyReply reply(ClassifyRequest request, Result result) {
        return new ClassifyReply(request.ensemble(), VERSION, List.of(result));
    }
}
