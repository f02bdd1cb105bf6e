package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import dev.stackwright.classify.ServedEntry.EnsembleHandle;
import dev.stackwright.common.ManualClock;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServedEnsemblesTest {

    private static final EnsembleVersion A = version('a');
    private static final EnsembleVersion B = version('b');
    private static final EnsembleVersion C = version('c');
    private static final Duration INTERVAL = ReloadSettings.DEFAULT.refreshInterval();

    private final FakeEnsembles source = new FakeEnsembles();
    private final ManualClock clock = new ManualClock();
    private final ServedEnsembles served =
            new ServedEnsembles(source, ReloadSettings.DEFAULT.withMaxLoaded(2), clock, ClassifyListener.NONE);

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void theFirstRequestLoadsAndWarmsThePromotedVersion() {
        source.promote(PETS, A);
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(source.lives.get(0).batches).containsExactly(1, 4);
        assertThat(served.served()).singleElement().satisfies(view -> {
            assertThat(view.ensemble()).isEqualTo(PETS);
            assertThat(view.version()).isEqualTo(A);
            assertThat(view.requests()).isZero();
            assertThat(view.problem()).isEmpty();
        });
    }

    @Test
    void anUnknownEnsembleIsNamedAndNotRemembered() {
        assertThatThrownBy(() -> served.acquire(PETS))
                .isInstanceOf(UnknownEnsembleException.class)
                .hasMessageContaining("pets");
        source.promote(PETS, A);
        assertThat(ask(PETS)).isEqualTo(A);
    }

    @Test
    void aRequestWhoseDeadlineComesBeforeItIsLoadedIsToldToTryAgainAndTheLoadingGoesOn() {
        source.promote(PETS, A);
        CountDownLatch gate = source.hold(A);
        Deadline deadline = Deadline.after(Duration.ofMillis(20), Clock.systemUTC());
        for (int caller = 0; caller < 2; caller++) {
            assertThatThrownBy(() -> served.acquire(PETS, deadline))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("expected ensemble pets to be loaded within 20 ms")
                    .hasMessageContaining("try again");
        }
        gate.countDown();
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(source.loads).hasValue(1);
        served.close();
        assertThat(source.lives)
                .as("the handle of the one who left is closed, too")
                .singleElement()
                .satisfies(life -> assertThat(life.closes).hasValue(1));
    }

    @Test
    void requestsThatComeTogetherAtFirstLoadItOnce() throws Exception {
        source.promote(PETS, A);
        CountDownLatch gate = source.hold(A);
        List<CompletableFuture<EnsembleVersion>> requests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            requests.add(CompletableFuture.supplyAsync(() -> ask(PETS), task -> new Thread(task).start()));
        }
        while (source.loads.get() == 0) {
            Thread.onSpinWait();
        }
        gate.countDown();
        for (CompletableFuture<EnsembleVersion> request : requests) {
            assertThat(request.get()).isEqualTo(A);
        }
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void theStoreIsNotLookedAtWithinTheInterval() {
        source.promote(PETS, A);
        ask(PETS);
        clock.pass(INTERVAL.minusMillis(1));
        ask(PETS);
        served.close();
        assertThat(source.looks).hasValue(1);
    }

    @Test
    void aPromotionIsTakenUpAfterTheIntervalAndTheOldVersionClosed() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        assertThat(ask(PETS)).isEqualTo(A);
        clock.pass(INTERVAL);
        ask(PETS);
        awaitVersion(B);
        assertThat(source.lives.get(0).closes).hasValue(1);
        assertThat(source.lives.get(1).batches).as("warmed").startsWith(1, 4);
    }

    @Test
    void requestsGoOnWithTheOldVersionWhileTheNewOneLoads() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        CountDownLatch gate = source.hold(B);
        CompletableFuture<Void> refresh = served.refresh(PETS);
        while (served.served().get(0).loading().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(served.served().get(0).loading()).contains(B);
        gate.countDown();
        refresh.get();
        assertThat(ask(PETS)).isEqualTo(B);
        assertThat(served.served().get(0).loading()).isEmpty();
    }

    @Test
    void theOldVersionStaysOpenUntilItsLastRequestIsDone() throws Exception {
        source.promote(PETS, A);
        EnsembleHandle first = served.acquire(PETS);
        EnsembleHandle second = served.acquire(PETS);
        source.promote(PETS, B);
        served.refresh(PETS).get();
        first.close();
        first.close();
        assertThat(source.lives.get(0).closes).hasValue(0);
        assertThat(second.ensemble().manifest().version()).isEqualTo(A);
        second.close();
        assertThat(source.lives.get(0).closes).hasValue(1);
        assertThatThrownBy(second::ensemble).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRollbackIsASwapToo() throws Exception {
        source.promote(PETS, B);
        ask(PETS);
        source.promote(PETS, A);
        served.refresh(PETS).get();
        assertThat(ask(PETS)).isEqualTo(A);
    }

    @Test
    void aDamagedNewVersionLeavesTheOldOneAndIsTriedAgainLater() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        source.damage(B);
        served.refresh(PETS).get();
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(served.served().get(0).problem().orElseThrow()).contains(B.value(), "digest");

        drain();
        int loads = source.loads.get();
        clock.pass(INTERVAL);
        ask(PETS);
        drain();
        assertThat(source.loads).as("its retry is not due after 5 seconds").hasValue(loads);

        source.mend(B);
        clock.pass(INTERVAL);
        ask(PETS);
        awaitVersion(B);
        assertThat(served.served().get(0).problem()).isEmpty();
    }

    static List<Error> errors() {
        return List.of(new OutOfMemoryError("on purpose"), new NoClassDefFoundError("on purpose"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aVersionThatEndsWithAnErrorIsTriedAgainAsRarelyAsADamagedOne(Error error) throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        source.fail(B, error);
        served.refresh(PETS).get();
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(served.served().get(0).problem().orElseThrow())
                .contains(B.value(), error.getClass().getSimpleName(), "on purpose");
        drain();
        int loads = source.loads.get();
        clock.pass(INTERVAL);
        ask(PETS);
        drain();
        assertThat(source.loads).as("its retry is not due after 5 seconds").hasValue(loads);
        source.mend(B);
        clock.pass(INTERVAL);
        ask(PETS);
        awaitVersion(B);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aFirstVersionThatEndsWithAnErrorIsNotLoadedByEachRequest(Error error) {
        source.promote(PETS, A);
        source.fail(A, error);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> served.acquire(PETS))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining(A.value())
                    .hasRootCause(error);
        }
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void aNudgeTriesAFailedVersionAtOnce() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        source.damage(B);
        served.refresh(PETS).get();
        source.mend(B);
        served.refresh(PETS).get();
        assertThat(ask(PETS)).isEqualTo(B);
    }

    @Test
    void aRollbackFromAVersionThatFailedMendsTheProblem() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        source.damage(B);
        served.refresh(PETS).get();
        assertThat(served.served().get(0).problem()).isPresent();
        source.promote(PETS, A);
        clock.pass(INTERVAL);
        ask(PETS);
        awaitVersion(A);
        assertThat(served.served())
                .filteredOn(view -> view.ensemble().equals(PETS))
                .singleElement()
                .satisfies(view -> assertThat(view.problem()).isEmpty());
    }

    @Test
    void aVersionPromotedAfterAFailedOneIsTakenUpAtOnce() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.promote(PETS, B);
        source.damage(B);
        served.refresh(PETS).get();
        source.promote(PETS, C);
        clock.pass(INTERVAL);
        ask(PETS);
        awaitVersion(C);
    }

    @Test
    void aDeletedPromotedVersionIsAnErrorThatSaysSo() {
        source.promote(PETS, A);
        source.delete(A);
        assertThatThrownBy(() -> served.acquire(PETS))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining(A.value())
                .hasMessageContaining("gone");
    }

    @Test
    void aDamagedFirstVersionIsNotLoadedByEachRequest() {
        source.promote(PETS, A);
        source.damage(A);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> served.acquire(PETS)).isInstanceOf(EnsembleDamagedException.class);
        }
        assertThat(source.loads).hasValue(1);
        source.mend(A);
        clock.pass(ReloadSettings.DEFAULT.retry().first());
        assertThat(ask(PETS)).isEqualTo(A);
    }

    @Test
    void whereThePromotedVersionIsDamagedAtFirstTheLastGoodOneAnswersUntilItIsMended() throws Exception {
        source.promote(PETS, C).promote(PETS, A).promote(PETS, B).promote(PETS, B);
        source.damage(B);
        source.damage(A);
        assertThat(ask(PETS)).isEqualTo(C);
        assertThat(served.served().get(0).problem().orElseThrow()).contains("digest");
        assertThat(ask(PETS)).isEqualTo(C);
        assertThat(source.loads).hasValue(3);
        source.mend(B);
        clock.pass(ReloadSettings.DEFAULT.retry().first());
        ask(PETS);
        awaitVersion(B);
        assertThat(served.served())
                .filteredOn(view -> view.ensemble().equals(PETS))
                .singleElement()
                .satisfies(view -> assertThat(view.problem()).isEmpty());
    }

    @Test
    void aStoreThatIsDownLeavesTheOldVersionAndSaysSo() throws Exception {
        source.promote(PETS, A);
        ask(PETS);
        source.storeDown = true;
        served.refresh(PETS).get();
        assertThat(ask(PETS)).isEqualTo(A);
        assertThat(served.served().get(0).problem().orElseThrow()).contains("the store is down");
        source.storeDown = false;
        served.refresh(PETS).get();
        assertThat(served.served().get(0).problem()).isEmpty();
    }

    @Test
    void aStoreThatIsDownAtFirstIsTheRequestsError() {
        source.storeDown = true;
        assertThatThrownBy(() -> served.acquire(PETS)).isInstanceOf(StoreException.class);
    }

    @Test
    void theEnsembleUsedLongestAgoMakesRoom() {
        EnsembleName one = new EnsembleName("one");
        EnsembleName two = new EnsembleName("two");
        EnsembleName three = new EnsembleName("three");
        source.promote(one, A).promote(two, B).promote(three, C);
        ask(one);
        ask(two);
        ask(one);
        ask(three);
        assertThat(served.served()).extracting(ServedView::ensemble).containsExactly(one, three);
        assertThat(source.lives.get(1).closes).as("two").hasValue(1);
        assertThat(ask(two)).isEqualTo(B);
    }

    @Test
    void anEnsembleThatMadeRoomStaysOpenForItsRequest() {
        EnsembleName one = new EnsembleName("one");
        source.promote(one, A).promote(new EnsembleName("two"), B).promote(new EnsembleName("three"), C);
        try (EnsembleHandle lease = served.acquire(one)) {
            ask(new EnsembleName("two"));
            ask(new EnsembleName("three"));
            assertThat(lease.ensemble().manifest().version()).isEqualTo(A);
            assertThat(source.lives.get(0).closes).hasValue(0);
        }
        assertThat(source.lives.get(0).closes).hasValue(1);
    }

    @Test
    void anEnsembleThatMadeRoomWhileItsNextVersionLoadedLeavesNothingOpen() throws Exception {
        EnsembleName one = new EnsembleName("one");
        source.promote(one, A).promote(new EnsembleName("two"), C).promote(new EnsembleName("three"), C);
        ask(one);
        source.promote(one, B);
        CountDownLatch gate = source.hold(B);
        CompletableFuture<Void> refresh = served.refresh(one);
        while (served.served().get(0).loading().isEmpty()) {
            Thread.onSpinWait();
        }
        ask(new EnsembleName("two"));
        ask(new EnsembleName("three"));
        gate.countDown();
        refresh.get();
        assertThat(source.lives)
                .filteredOn(life -> life.manifest().ensemble().equals(one))
                .hasSize(2)
                .allSatisfy(life -> assertThat(life.closes).hasValue(1));
    }

    @Test
    void closingClosesEachEnsembleOnceAndRefusesRequests() {
        source.promote(PETS, A);
        EnsembleHandle lease = served.acquire(PETS);
        served.close();
        served.close();
        assertThat(source.lives.get(0).closes).hasValue(0);
        lease.close();
        assertThat(source.lives.get(0).closes).hasValue(1);
        assertThatThrownBy(() -> served.acquire(PETS)).isInstanceOf(IllegalStateException.class);
        assertThat(served.refresh(PETS)).isDone();
    }

    private EnsembleVersion ask(EnsembleName name) {
        try (EnsembleHandle lease = served.acquire(name)) {
            return lease.ensemble().manifest().version();
        }
    }

    /** The background thread is one, so what was begun before is done after this. */
    private void drain() throws InterruptedException, ExecutionException, TimeoutException {
        EnsembleName other = new EnsembleName("drain");
        source.promote(other, version('d'));
        ask(other);
        served.refresh(other).get(10, TimeUnit.SECONDS);
    }

    private void awaitVersion(EnsembleVersion version) throws Exception {
        drain();
        assertThat(ask(PETS)).isEqualTo(version);
    }
}
