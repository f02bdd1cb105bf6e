package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.FakeEnsembles.Life;
import dev.stackwright.common.ManualClock;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.prediction.Probabilities;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first call is held until all others wait; what happens then is what these tests are about. */
@Timeout(60)
class DynamicBatcherTest {

    private final Deadline deadline = Deadline.after(Duration.ofHours(1), Clock.systemUTC());
    private final DynamicBatcher batches = new DynamicBatcher(1, 8, Clock.systemUTC(), ClassifyListener.NONE);
    private final FakeEnsembles source = new FakeEnsembles();
    private final Life pets = life(PETS);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private CompletableFuture<Optional<Prediction>> first = new CompletableFuture<>();

    @BeforeEach
    void holdTheFirstCall() throws InterruptedException {
        pets.whilePredicting = () -> {
            began.countDown();
            awaited(go);
        };
        first = predict(pets, 1);
        began.await();
    }

    @AfterEach
    void end() {
        go.countDown();
        threads.shutdownNow();
    }

    @Test
    void whatComesDuringACallSharesTheNextAndEachGetsItsOwnRows() throws Exception {
        List<CompletableFuture<Optional<Prediction>>> others = new ArrayList<>();
        for (int shade = 0; shade < 10; shade++) {
            others.add(predict(pets, shade * 20));
            waiting(shade + 1);
        }
        go.countDown();
        for (int shade = 0; shade < 10; shade++) {
            Prediction mine = others.get(shade).get().orElseThrow();
            assertThat(mine.ensemble().rows()).isEqualTo(1);
            assertThat(mine.ensemble().at(0, 1)).isCloseTo(shade * 20 / 255.0, within(1e-9));
            assertThat(mine.members()).hasSize(2);
        }
        assertThat(pets.batches).containsExactly(1, 8, 2);
    }

    @Test
    void imagesOfOtherEnsemblesAreNoPartOfACall() throws Exception {
        Life cars = life(new EnsembleName("cars"));
        var one = predict(pets, 20);
        waiting(1);
        var two = predict(cars, 40);
        waiting(2);
        var three = predict(pets, 60, 80);
        waiting(3);
        go.countDown();
        assertThat(one.get().orElseThrow().ensemble().at(0, 1)).isCloseTo(20 / 255.0, within(1e-9));
        assertThat(two.get().orElseThrow().ensemble().at(0, 1)).isCloseTo(40 / 255.0, within(1e-9));
        assertThat(three.get().orElseThrow().ensemble().at(1, 1)).isCloseTo(80 / 255.0, within(1e-9));
        assertThat(pets.batches).containsExactly(1, 3);
        assertThat(cars.batches).containsExactly(1);
    }

    @Test
    void whatCannotBeginInTimeIsNotPredicted() {
        ManualClock clock = new ManualClock();
        Deadline over = Deadline.after(Duration.ofSeconds(1), clock);
        clock.pass(Duration.ofSeconds(1));
        assertThat(batches.predict(pets, List.of(pixels(1)), over)).isEmpty();
        Deadline soon = Deadline.after(Duration.ofMillis(20), Clock.systemUTC());
        assertThat(batches.predict(pets, List.of(pixels(1)), soon)).isEmpty();
        go.countDown();
        assertThat(first.join()).isPresent();
        assertThat(pets.batches).containsExactly(1);
    }

    @Test
    void aCallThatFailsFailsForAllOfItAndTheNextOnesGoOn() throws Exception {
        var one = predict(pets, 20);
        waiting(1);
        var two = predict(pets, 40);
        waiting(2);
        pets.whilePredicting = () -> {
            throw new IllegalStateException("no memory");
        };
        go.countDown();
        assertThat(first.get()).isPresent();
        for (var each : List.of(one, two)) {
            assertThatThrownBy(each::join)
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("no memory");
        }
        pets.whilePredicting = () -> {};
        assertThat(predict(pets, 60).get()).isPresent();
    }

    @Test
    void answersThatCannotBeDividedFailForAllWhoWaitForThem() throws Exception {
        Predictor tooFew = new Predictor() {
            @Override
            public Manifest manifest() {
                return pets.manifest();
            }

            @Override
            public Prediction predict(PixelBatch batch) {
                Probabilities one = Probabilities.of(new double[][] {{1, 0, 0}}, 3);
                return new Prediction(one, List.of(one, one));
            }

            @Override
            public void close() {}
        };
        var one = predict(tooFew, 20);
        waiting(1);
        var two = predict(tooFew, 40);
        waiting(2);
        go.countDown();
        assertThat(first.get()).isPresent();
        for (var each : List.of(one, two)) {
            assertThatThrownBy(each::join).isInstanceOf(CompletionException.class);
        }
        pets.whilePredicting = () -> {};
        assertThat(predict(pets, 60).get()).isPresent();
    }

    @SuppressWarnings("ThreadPriorityCheck") // until the other thread waits
    private void waiting(int count) {
        while (batches.waiting() < count) {
            Thread.yield();
        }
    }

    private CompletableFuture<Optional<Prediction>> predict(Predictor ensemble, int... shades) {
        List<Pixels> pixels = IntStream.of(shades).mapToObj(this::pixels).toList();
        return CompletableFuture.supplyAsync(() -> batches.predict(ensemble, pixels, deadline), threads);
    }

    private Pixels pixels(int shade) {
        byte[] rgb = new byte[FakeEnsembles.SPEC.bytes()];
        Arrays.fill(rgb, (byte) shade);
        return new Pixels(FakeEnsembles.SPEC, rgb);
    }

    private Life life(EnsembleName name) {
        return (Life) source.load(name, version('a'));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
