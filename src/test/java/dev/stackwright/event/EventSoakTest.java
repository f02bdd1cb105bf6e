package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.event.Delivery.Direct;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.Delivery.EventReply.Failure;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.parser.EventReader;
import dev.stackwright.event.parser.Samples;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Events as a queue delivers them: each three times, in random order, to eight threads, some of them malformed, while
 * handlers are killed at random. What fails or is killed is delivered again once its lease is over, as a queue does; what
 * is malformed goes to the dead letters after five receptions. {@code -Dstackwright.test.events=1000} for the long run.
 */
class EventSoakTest {

    private static final int EVENTS = Integer.getInteger("stackwright.test.events", 120);
    private static final int THREADS = 8;
    private static final int TIMES = 3;
    private static final int MOST_RECEPTIONS = 5;
    private static final double KILLED_EACH_STEP = 0.01;

    private final EventFixture house = new EventFixture();
    private final Random random = new Random(7);
    private final AtomicInteger kills = new AtomicInteger();
    private final Map<String, String> newest = new HashMap<>();
    private final Set<String> malformed = new HashSet<>();

    /** Message → how often it was received without being done. */
    private final Map<String, Integer> receptions = new ConcurrentHashMap<>();

    private final Map<String, String> dead = new ConcurrentHashMap<>();

    @Test
    void everyObjectIsHandledOnceInEffectAndEveryMalformedEventIsRefusedByName() throws Exception {
        Map<String, String> messages = upload();
        int rounds = 0;
        List<String> due = copies(messages.keySet(), TIMES);
        while (!due.isEmpty()) {
            due = copies(new HashSet<>(deliver(messages, due)), 1);
            house.clock.pass(EventFixture.ABANDONED);
            assertThat(++rounds).as("rounds until the queue is empty").isLessThan(100);
        }
        System.out.printf(
                "%d events, %d malformed, %d handlers killed, %d rounds%n",
                EVENTS, malformed.size(), kills.get(), rounds);

        assertThat(dead.keySet()).as("dead letters").isEqualTo(malformed);
        assertThat(dead.values()).allMatch(why -> why.contains("detail.object.key: expected text, found nothing"));
        assertThat(kills.get()).as("handlers killed").isGreaterThan(EVENTS / 20);
        newest.forEach(this::check);
        checkRuns();
        assertThat(kills.get()).isPositive();
    }

    /** Every image shows its newest version, every dataset has the run of its newest version. */
    private void check(String key, String content) {
        if (key.startsWith("incoming/")) {
            assertThat(house.shown(key.replace("incoming/", "results/") + ".json"))
                    .as(key)
                    .isEqualTo(content);
        }
    }

    private void checkRuns() {
        List<RunView> runs = house.runs();
        Map<String, List<RunView>> byDataset = new HashMap<>();
        runs.forEach(run -> byDataset
                .computeIfAbsent(run.request().dataset().replace("s3://photos/", ""), d -> new ArrayList<>())
                .add(run));
        Set<String> zips = new HashSet<>(newest.keySet());
        zips.removeIf(key -> !key.startsWith("datasets/"));
        assertThat(byDataset.keySet()).isEqualTo(zips);
        byDataset.forEach((key, each) -> {
            long versions = Long.parseLong(newest.get(key).substring(1));
            assertThat(each).as("runs of " + key).hasSizeLessThanOrEqualTo((int) versions);
            assertThat(each)
                    .filteredOn(run -> run.run()
                            .equals(TrainAction.run(
                                    EventFixture.told(key, newest.get(key), Long.toString(versions, 16)))))
                    .as("the run of the newest version of " + key)
                    .singleElement()
                    .matches(run -> run.state().phase() == Phase.QUEUED);
        });
    }

    /** Puts every version of every object, and gives the messages that tell of them. */
    private Map<String, String> upload() {
        Map<String, String> messages = new HashMap<>();
        int n = 0;
        while (messages.size() < EVENTS) {
            String key = n % 3 == 0 ? "datasets/d" + n + ".zip" : "incoming/cats/" + n + ".jpg";
            int versions = n % 5 == 0 ? 3 : 1;
            for (int version = 1; version <= versions && messages.size() < EVENTS; version++) {
                String id = "m" + messages.size();
                BucketEvent object = house.put(key, "v" + version, Integer.toString(version, 16));
                String event = Samples.eventBridge(
                        EventFixture.BUCKET,
                        key,
                        object.version().substring(0, object.version().indexOf('@')),
                        Integer.toString(version, 16),
                        object.time().toString());
                if (messages.size() % 20 == 19) {
                    malformed.add(id);
                    messages.put(id, event.replace("\"key\"", "\"kez\""));
                    house.store.delete(new ObjectKey(key));
                    version = versions;
                } else {
                    messages.put(id, event);
                    newest.put(key, "v" + version);
                }
            }
            n++;
        }
        restoreNewest();
        return messages;
    }

    /** A malformed event tells of a version that nobody else tells of; it is as if it had not been put. */
    private void restoreNewest() {
        newest.forEach((key, content) ->
                house.store.put(new ObjectKey(key), content.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private List<String> copies(Set<String> ids, int times) {
        List<String> all = new ArrayList<>();
        IntStream.range(0, times).forEach(i -> all.addAll(ids));
        Collections.sort(all);
        Collections.shuffle(all, random);
        return all;
    }

    /** @return the messages that the queue keeps */
    private List<String> deliver(Map<String, String> messages, List<String> due) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<String>>> batches = new ArrayList<>();
            for (int from = 0; from < due.size(); from += 4) {
                List<String> batch = due.subList(from, Math.min(due.size(), from + 4));
                batches.add(threads.submit(() -> receive(messages, batch)));
            }
            List<String> kept = new ArrayList<>();
            for (Future<List<String>> batch : batches) {
                kept.addAll(batch.get());
            }
            return kept;
        } finally {
            threads.shutdownNow();
        }
    }

    /** One invocation of the function, which may be killed: then the queue keeps the whole batch. */
    private List<String> receive(Map<String, String> messages, List<String> batch) {
        KilledStore way = new KilledStore(house.store);
        KilledStore.Fate fate = key -> {
            if (ThreadLocalRandom.current().nextDouble() < KILLED_EACH_STEP) {
                kills.incrementAndGet();
                throw new KilledError();
            }
        };
        way.fates(fate, fate);
        EventHandler events = house.handler("thread-" + Thread.currentThread().getId(), way);
        Delivery delivery = EventReader.read(
                Samples.bytes(Samples.sqs(batch.stream().map(messages::get).toArray(String[]::new))));
        try {
            EventReply.Batch reply = (EventReply.Batch) events.take(delivery);
            List<String> kept = new ArrayList<>();
            for (Failure failure : reply.batchItemFailures()) {
                String id = batch.get(Integer.parseInt(failure.itemIdentifier().substring(1)));
                if (isDead(id, messages.get(id))) {
                    continue;
                }
                kept.add(id);
            }
            return kept;
        } catch (KilledError e) {
            return batch;
        }
    }

    /** A message that can never be read is moved aside by its queue; the exception says why, by name. */
    private boolean isDead(String id, String message) {
        try {
            assertThat(EventReader.read(Samples.bytes(message))).isInstanceOf(Direct.class);
            return false;
        } catch (MalformedEventException e) {
            if (receptions.merge(id, 1, Integer::sum) >= MOST_RECEPTIONS) {
                dead.put(id, String.valueOf(e.getMessage()));
                return true;
            }
            return dead.containsKey(id);
        }
    }
}
