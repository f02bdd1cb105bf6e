package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.ChildJvm;
import dev.stackwright.common.Json;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.event.parser.Samples;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.S3ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that share nothing but a store over the S3 protocol handle events, each told three times in random order, and
 * are killed (SIGKILL) in the middle. {@code -Dstackwright.test.events=1000 -Dstackwright.test.processes=8} for the long
 * run; where the count of events is set, one of twenty deliveries ends in a kill, else one of ten.
 */
@Timeout(1800)
class KilledHandlersTest {

    private static final int EVENTS = Integer.getInteger("stackwright.test.events", 8);
    private static final int PROCESSES = Integer.getInteger("stackwright.test.processes", 2);
    private static final int KILL_EACH = EVENTS > 8 ? 20 : 10;
    private static final int TIMES = 3;
    private static final int MOST_RECEPTIONS = 5;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int LONGEST_MILLIS = 40;

    @TempDir
    Path folder;

    private final DelayQueue<Message> queue = new DelayQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, String> dead = new ConcurrentHashMap<>();

    @Test
    void everyObjectIsHandledOnceInEffectAndNothingIsLost() throws Exception {
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(folder, EventFixture.BUCKET);
                S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            Map<String, String> malformed = new TreeMap<>();
            Map<String, BucketEvent> objects = upload(store, malformed);
            ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
            try {
                List<Future<?>> consumers = new ArrayList<>();
                for (int i = 0; i < PROCESSES; i++) {
                    int seed = i;
                    consumers.add(threads.submit(() -> {
                        consume(new Random(seed));
                        return true;
                    }));
                }
                for (Future<?> consumer : consumers) {
                    consumer.get();
                }
            } finally {
                threads.shutdownNow();
            }
            System.out.printf(
                    "%d events, %d malformed, %d deliveries to %d processes, %d of them killed%n",
                    EVENTS, malformed.size(), deliveries.get(), PROCESSES, kills.get());
            assertThat(kills.get()).isPositive();
            assertThat(dead.keySet()).as("dead letters").isEqualTo(malformed.keySet());
            checkEffects(store, objects);
        }
    }

    private static void checkEffects(S3ObjectStore store, Map<String, BucketEvent> objects) {
        List<String> expectedRuns = new ArrayList<>();
        objects.forEach((content, object) -> {
            if (object.key().startsWith("datasets/")) {
                expectedRuns.add(TrainAction.run(object).value());
            } else {
                ObjectKey result = new ObjectKey(object.key().replace("incoming/", "results/") + ".json");
                assertThat(Json.read(store.read(result).orElseThrow(), ResultDocument.class, "result")
                                .result()
                                .label())
                        .isEqualTo(content);
            }
        });
        Runs runs = new Runs(store, Clock.systemUTC(), new Random(), Launcher.workers(run -> {}), () -> false, "test");
        assertThat(runs.list().stream().map(RunView::run).map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(expectedRuns);
    }

    /** Content → what is told of it; each message goes into the queue three times. */
    private Map<String, BucketEvent> upload(S3ObjectStore store, Map<String, String> malformed) {
        Map<String, BucketEvent> objects = new TreeMap<>();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String key = i % 4 == 0 ? "datasets/d" + i + ".zip" : "incoming/cats/" + i + ".jpg";
            String content = "content " + i;
            BucketEvent object = EventFixture.told(key, content, Integer.toString(i + 1, 16));
            String event = Samples.eventBridge(
                    EventFixture.BUCKET,
                    key,
                    object.version().substring(0, object.version().indexOf('@')),
                    String.valueOf(object.sequencer()),
                    object.time().toString());
            if (i % 20 == 6) {
                event = event.replace("\"detail\"", "\"retail\"");
                malformed.put("e" + i, event);
            } else {
                store.put(new ObjectKey(key), content.getBytes(StandardCharsets.UTF_8));
                objects.put(content, object);
            }
            for (int times = 0; times < TIMES; times++) {
                messages.add(new Message("e" + i, line(event), 0));
            }
        }
        Collections.shuffle(messages, new Random(7));
        open.set(messages.size());
        queue.addAll(messages);
        return objects;
    }

    private static String line(String event) {
        JsonNode tree = Json.read(Samples.bytes(Samples.sqs(event)), JsonNode.class, "batch");
        return tree.toString();
    }

    private void consume(Random random) throws IOException, InterruptedException {
        Child child = new Child();
        try {
            while (open.get() > 0) {
                Message message = queue.poll(100, TimeUnit.MILLISECONDS);
                if (message == null) {
                    continue;
                }
                boolean kill = deliveries.incrementAndGet() % KILL_EACH == 0;
                Integer failed = child.handle(message.line, kill ? random.nextInt(LONGEST_MILLIS) : -1);
                if (failed == null) {
                    kills.incrementAndGet();
                    queue.add(message.after(LEASE.toMillis()));
                    child.close();
                    child = new Child();
                } else if (failed == 0 || isDead(message)) {
                    open.decrementAndGet();
                } else {
                    queue.add(message.after(500));
                }
            }
        } finally {
            child.close();
        }
    }

    /** As a queue does that counts receptions; what is malformed is the only thing that fails so often. */
    private boolean isDead(Message message) {
        boolean malformed = message.line.contains("retail");
        if (malformed && failures.merge(message.id, 1, Integer::sum) >= MOST_RECEPTIONS) {
            dead.put(message.id, message.line);
        }
        return dead.containsKey(message.id);
    }

    private record Message(String id, String line, long dueNanos) implements Delayed {

        Message after(long millis) {
            return new Message(id, line, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return dueNanos == 0 ? 0 : unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /** One process. */
    private final class Child implements AutoCloseable {
        private final Process process;

        Child() throws IOException {
            process = ChildJvm.of(List.of(), HandleEvents.class, folder.toString(), String.valueOf(LEASE.toMillis()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }

        /**
         * @param millis after which it is killed, or negative
         * @return how many messages failed, or null where it was killed before it could say
         */
        Integer handle(String line, int millis) throws IOException, InterruptedException {
            process.outputWriter().write(line + "\n");
            process.outputWriter().flush();
            if (millis >= 0 && !process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                process.toHandle().destroyForcibly();
                process.waitFor();
                return null;
            }
            String answer = process.inputReader().readLine();
            return answer == null ? null : Integer.valueOf(answer);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
