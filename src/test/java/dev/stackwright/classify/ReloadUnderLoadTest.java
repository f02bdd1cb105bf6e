package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.SPEC;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import dev.stackwright.classify.ServedEntry.EnsembleHandle;
import dev.stackwright.common.ManualClock;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.PixelBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReloadUnderLoadTest {

    private static final int SWAPS = 50;
    private static final int THREADS = 8;

    @Test
    void fiftySwapsUnderLoadFailNoRequestAndCloseEachReplacedVersionOnce() throws Exception {
        FakeEnsembles source = new FakeEnsembles().promote(PETS, version(0));
        ReloadSettings eager = ReloadSettings.DEFAULT.withRefreshInterval(Duration.ZERO);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ServedEnsembles served = new ServedEnsembles(source, eager, new ManualClock(), ClassifyListener.NONE)) {
            served.acquire(PETS).close();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                clients.add(CompletableFuture.runAsync(() -> ask(served, done, answered), threads));
            }
            for (int n = 1; n <= SWAPS; n++) {
                int before = answered.get();
                source.promote(PETS, version(n));
                served.refresh(PETS).get();
                while (answered.get() == before) {
                    Thread.onSpinWait();
                }
            }
            done.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get();
            }
            assertThat(source.lives).hasSize(SWAPS + 1);
            assertThat(source.lives.subList(0, SWAPS))
                    .allSatisfy(life -> assertThat(life.closes).hasValue(1));
            assertThat(source.lives.get(SWAPS).closes).hasValue(0);
        } finally {
            threads.shutdownNow();
        }
        assertThat(source.lives).allSatisfy(life -> {
            assertThat(life.closes).hasValue(1);
            assertThat(life.usesAfterClose).hasValue(0);
        });
    }

    private static void ask(ServedEnsembles served, AtomicBoolean done, AtomicInteger answered) {
        PixelBatch batch = new PixelBatch(SPEC, 1, new byte[SPEC.bytes()]);
        while (!done.get()) {
            try (EnsembleHandle lease = served.acquire(PETS)) {
                Prediction prediction = lease.ensemble().predict(batch);
                assertThat(prediction.ensemble().rows()).isEqualTo(1);
            }
            answered.incrementAndGet();
        }
    }
}
