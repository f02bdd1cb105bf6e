package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.RecordedLog;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** Not ready while the store fails, and ready again when it no longer does. */
class StoreReadinessTest {

    private final AtomicBoolean writable = new AtomicBoolean(true);
    private final AtomicInteger checks = new AtomicInteger();

    @Test
    void itIsDownWhileTheStoreCannotBeWrittenAndUpAgainAfterwards() {
        StoreReadiness readiness = readiness(Duration.ofNanos(1));
        try (RecordedLog log = new RecordedLog(StoreReadiness.class.getName())) {
            assertThat(answer(readiness).getStatus()).isEqualTo(Status.UP);
            writable.set(false);
            HealthCheckResponse down = answer(readiness);
            assertThat(down.getStatus()).isEqualTo(Status.DOWN);
            assertThat(down.getData()).as("where to look").hasValue(Map.of("store", "the store of a test"));
            assertThat(answer(readiness).getStatus()).isEqualTo(Status.DOWN);
            writable.set(true);
            assertThat(answer(readiness).getStatus()).isEqualTo(Status.UP);
            assertThat(log.records()).as("warned of once").hasSize(1);
            writable.set(false);
            assertThat(answer(readiness).getStatus()).isEqualTo(Status.DOWN);
            assertThat(log.records()).as("and once more when it fails again").hasSize(2);
        }
    }

    @Test
    void theStoreIsNotAskedForEveryoneWhoAsks() {
        StoreReadiness readiness = readiness(Duration.ofDays(1));
        assertThat(answer(readiness).getStatus()).isEqualTo(Status.UP);
        writable.set(false);
        assertThat(answer(readiness).getStatus()).isEqualTo(Status.UP);
        assertThat(checks).hasValue(1);
    }

    private StoreReadiness readiness(Duration kept) {
        return new StoreReadiness(
                () -> {
                    checks.incrementAndGet();
                    if (!writable.get()) {
                        throw new StoreException("the folder of the store cannot be written", null);
                    }
                },
                () -> "the store of a test",
                kept);
    }

    private static HealthCheckResponse answer(StoreReadiness readiness) {
        return readiness.call().await().indefinitely();
    }
}
