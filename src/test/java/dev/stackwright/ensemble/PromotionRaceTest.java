package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once over the S3 protocol, each with connections of its own. */
class PromotionRaceTest {

    private static final int WRITERS = 8;
    /** {@code -Dstackwright.test.rounds=50} for the long run. */
    private static final int ROUNDS = Integer.getInteger("stackwright.test.rounds", 10);

    private static final EnsembleName NAME = new EnsembleName("contested");

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<S3ObjectStore> stores = new ArrayList<>();
    private EmbeddedStore embedded;

    @BeforeEach
    void start() {
        embedded = EmbeddedStore.connectOrStart(directory.resolve("data"), "photos");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        stores.forEach(S3ObjectStore::close);
        embedded.close();
    }

    @Test
    void eachNumberIsWonOnceAndNoPromotionIsLost() throws Exception {
        EnsembleVersion version =
                repository().publish(NAME, Drafts.numbered(1), Progress.NONE).version();
        CyclicBarrier together = new CyclicBarrier(WRITERS);
        List<Callable<List<Promotion>>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            EnsembleRepository own = repository();
            String by = "writer " + writer;
            writers.add(() -> {
                List<Promotion> made = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    together.await();
                    made.add(own.promote(NAME, version, by, "round " + round));
                }
                return made;
            });
        }
        List<Promotion> claimed = new ArrayList<>();
        for (Future<List<Promotion>> done : threads.invokeAll(writers)) {
            claimed.addAll(done.get());
        }
        List<Promotion> kept = repository().promotions(NAME);
        assertThat(kept)
                .extracting(Promotion::number)
                .as("no number twice, none left out")
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) WRITERS * ROUNDS)
                        .boxed()
                        .toList());
        assertThat(claimed).as("who was told a number holds it").containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void readersOnlySeeWholeVersionsWhileOthersPublishAndPromote() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        EnsembleRepository writing = repository();
        List<Future<Set<EnsembleVersion>>> readers = new ArrayList<>();
        writing.promote(NAME, publish(writing, 0), "writer", "");
        for (int i = 0; i < 2; i++) {
            EnsembleRepository own = repository();
            readers.add(threads.submit(() -> read(own, over)));
        }
        Set<EnsembleVersion> published = new HashSet<>(writing.versions(NAME));
        try {
            for (int number = 1; number <= 6; number++) {
                EnsembleVersion version = publish(writing, number);
                published.add(version);
                writing.promote(NAME, version, "writer", "");
            }
        } finally {
            over.set(true);
        }
        for (Future<Set<EnsembleVersion>> reader : readers) {
            assertThat(reader.get()).isNotEmpty().isSubsetOf(published);
        }
    }

    private static Set<EnsembleVersion> read(EnsembleRepository repository, AtomicBoolean over) {
        Set<EnsembleVersion> seen = new HashSet<>();
        long latest = 0;
        do {
            Promotion promoted = repository.promoted(NAME).orElseThrow();
            assertThat(promoted.number()).as("never back").isGreaterThanOrEqualTo(latest);
            latest = promoted.number();
            for (EnsembleVersion version : repository.versions(NAME)) {
                assertThat(repository.verify(NAME, version)).isEmpty();
            }
            assertThat(repository.verify(NAME, promoted.version())).isEmpty();
            seen.add(promoted.version());
        } while (!over.get());
        return seen;
    }

    private static EnsembleVersion publish(EnsembleRepository repository, int number) {
        return repository.publish(NAME, Drafts.numbered(number), Progress.NONE).version();
    }

    private EnsembleRepository repository() {
        S3ObjectStore store = S3ObjectStore.open(embedded.settings());
        stores.add(store);
        return new EnsembleRepository(
                store, Clock.systemUTC(), directory.resolve("cache"), new SavedModelFormat(Devices.AUTO));
    }
}
