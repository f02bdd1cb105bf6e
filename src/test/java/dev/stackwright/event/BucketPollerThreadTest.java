package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketPollerThreadTest {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final MapObjectStore store = new MapObjectStore();
    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    @Test
    void whatIsUploadedWhileItLooksIsHandled() throws Exception {
        try (BucketPoller watcher = watcher()) {
            watcher.start();
            put("incoming/cats/a.jpg");
            assertThat(handled.take()).isEqualTo("incoming/cats/a.jpg");
            put("datasets/cats.zip");
            assertThat(handled.take()).isEqualTo("datasets/cats.zip");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRoundThatFailsIsNotTheLast(boolean outOfMemory) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        put("incoming/cats/a.jpg");
        try (BucketPoller watcher = new BucketPoller(
                store,
                notice -> {
                    if (calls.getAndIncrement() < 3) {
                        if (outOfMemory) {
                            throw new OutOfMemoryError("drawn");
                        }
                        throw new IllegalStateException("on purpose");
                    }
                    return handle(notice);
                },
                Clock.systemUTC(),
                INTERVAL,
                10)) {
            watcher.start();
            assertThat(handled.take()).isEqualTo("incoming/cats/a.jpg");
        }
    }

    @Test
    void onceClosedItLooksNoMore() {
        BucketPoller watcher = watcher();
        watcher.start();
        watcher.close();
        put("incoming/cats/late.jpg");
        assertThat(handled).doesNotContain("incoming/cats/late.jpg");
        watcher.close();
    }

    private BucketPoller watcher() {
        return new BucketPoller(store, this::handle, Clock.systemUTC(), INTERVAL, 10);
    }

    private EventOutcome handle(Notice notice) {
        String key = ((Notice.Created) notice).object().key();
        handled.add(key);
        return new EventOutcome(Status.CLASSIFIED, key, "", null, null);
    }

    private void put(String key) {
        store.put(new ObjectKey(key), new byte[] {1});
    }
}
