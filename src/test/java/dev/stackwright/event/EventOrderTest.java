package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.store.ObjectKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two versions of one object: however their events cross, and whoever dies where, the newer one has the last word. */
class EventOrderTest {

    private static final String IMAGE = "incoming/cats/a.jpg";
    private static final String RESULT = "results/cats/a.jpg.json";
    private static final String ZIP = "datasets/cats.zip";

    /** More than any handler has operations on the store; that it is enough is asserted. */
    private static final int MOST_STEPS = 26;

    @Test
    void anOlderEventThatComesLateDoesNothing() {
        EventFixture house = new EventFixture();
        BucketEvent older = house.put(ZIP, "old", "0ff");
        BucketEvent newer = house.put(ZIP, "new", "100");
        assertThat(house.handler("one").handle(newer).status()).isEqualTo(Status.STARTED);
        assertThat(house.handler("two").handle(older).status()).isEqualTo(Status.SUPERSEDED);
        assertThat(house.handler("two").handle(older).status()).isEqualTo(Status.REPEATED);
        assertThat(house.runs()).hasSize(1);
    }

    @Test
    void inOrderBothVersionsStartARun() {
        EventFixture house = new EventFixture();
        house.handler("one").handle(house.put(ZIP, "old", "0ff"));
        house.handler("one").handle(house.put(ZIP, "new", "100"));
        assertThat(house.runs()).hasSize(2);
    }

    /** The pair of S3's user guide: the shorter one is padded with zeros on the right. */
    @Test
    void aShorterSequencerMayBeTheLater() {
        EventFixture house = new EventFixture();
        BucketEvent older = house.put(ZIP, "old", "0055AED6DCD90281E5");
        BucketEvent newer = house.put(ZIP, "new", "0055AED6DD01");
        assertThat(house.handler("one").handle(newer).status()).isEqualTo(Status.STARTED);
        assertThat(house.handler("two").handle(older).status()).isEqualTo(Status.SUPERSEDED);
    }

    /** Up to version 0.1 notes were named by the complement of the number, without its leading zeros. */
    @ParameterizedTest
    @CsvSource({
        "0055AED6DD01, 0055AED6DCD90281E5, SUPERSEDED",
        "0055AED6DCD90281E5, 0055AED6DD01, STARTED",
        "0055AED6DD01, 0055AED6DD01, STARTED",
    })
    void notesOfOlderVersionsCount(String noted, String told, Status expected) {
        EventFixture house = new EventFixture();
        BucketEvent event = house.put(ZIP, "told", told);
        house.store.put(
                new ObjectKey("events/order/" + event.keyDigest() + "/" + olderName(noted) + ".json"), new byte[] {1});
        assertThat(house.handler("one").handle(event).status()).isEqualTo(expected);
    }

    /** As older versions wrote it; they take no note that begins otherwise for a later one. */
    private static String olderName(String sequencer) {
        BigInteger most = BigInteger.ONE.shiftLeft(4 * 64).subtract(BigInteger.ONE);
        return String.format("%064x", most.subtract(new BigInteger(sequencer, 16)));
    }

    @Test
    void olderVersionsDoNotTakeANoteForALaterOne() {
        EventFixture house = new EventFixture();
        BucketEvent event = house.put(ZIP, "told", "0055AED6DD01");
        house.handler("one").handle(event);
        assertThat(house.store.list("events/order/").map(o -> o.key().fileName()))
                .singleElement()
                .matches(name -> name.compareTo(olderName("0055AED6DCD90281E5")) > 0);
    }

    @Test
    void versionsOfDifferentKeysHaveNoOrder() {
        EventFixture house = new EventFixture();
        house.handler("one").handle(house.put(ZIP, "zip", "100"));
        assertThat(house.handler("one")
                        .handle(house.put("datasets/dogs.zip", "zip", "1"))
                        .status())
                .isEqualTo(Status.STARTED);
    }

    @Test
    void anImageThatNeverRestsIsAFailureToTryAgain() {
        EventFixture house = new EventFixture();
        BucketEvent image = house.put(IMAGE, "0", "1");
        AtomicInteger versions = new AtomicInteger();
        EventHandler handler = house.handler("one", house.store, request -> {
            var reply = EventFixture.classify(house.store, request);
            house.put(IMAGE, Integer.toString(versions.incrementAndGet()), "2");
            return reply;
        });
        assertThat(handler.handle(image).status()).isEqualTo(Status.FAILED);
        assertThat(house.handler("two").handle(image).status()).isEqualTo(Status.CLASSIFIED);
        assertThat(house.shown(RESULT)).isEqualTo(Integer.toString(versions.get()));
    }

    /**
     * At each step of the older event's handler the newer version is put and handled, by a process that may die at each
     * of its own steps; then the older one's process may die, too, at each later step. Then leases end and both events
     * are told again.
     */
    @Test
    void howeverTwoHandlersCrossAndDieTheResultIsTheNewerImages() {
        int crossings = 0;
        for (int meet = 0; meet < MOST_STEPS; meet++) {
            for (int newerDies : new int[] {0, 3, 5, 8, 10, 11, 12, 99}) {
                for (int olderDies = meet; olderDies <= MOST_STEPS; olderDies++) {
                    EventFixture house = new EventFixture();
                    BucketEvent older = house.put(IMAGE, "old", "1");
                    if (cross(house, IMAGE, older, meet, newerDies, olderDies)) {
                        crossings++;
                    }
                    assertThat(house.shown(RESULT))
                            .as("met at step %d, the newer died at %d, the older at %d", meet, newerDies, olderDies)
                            .isEqualTo("new");
                }
            }
        }
        assertThat(crossings).isGreaterThan(100);
    }

    @Test
    void howeverTwoHandlersCrossAndDieTheNewerZipHasItsRunAndNoneIsThereTwice() {
        for (int meet = 0; meet < MOST_STEPS; meet++) {
            for (int newerDies : new int[] {0, 6, 10, 99}) {
                for (int olderDies = meet; olderDies <= MOST_STEPS; olderDies++) {
                    EventFixture house = new EventFixture();
                    BucketEvent older = house.put(ZIP, "old", "1");
                    beganBefore.set(false);
                    cross(house, ZIP, older, meet, newerDies, olderDies);
                    String how =
                            "met at step " + meet + ", the newer died at " + newerDies + ", the older at " + olderDies;
                    List<RunView> runs = house.runs();
                    assertThat(runs).as(how).hasSizeBetween(1, 2);
                    assertThat(runs)
                            .as(how)
                            .anyMatch(run -> run.run().equals(TrainAction.run(EventFixture.told(ZIP, "new", "2")))
                                    && run.state().phase() == Phase.QUEUED);
                    EventOutcome ofOlder = house.handler("asker").handle(older);
                    assertThat(ofOlder.status()).isEqualTo(Status.REPEATED);
                    if (newerDies == 99 && !beganBefore.get()) {
                        assertThat(runs)
                                .as("the newer one was done before the older began its run; " + how)
                                .noneMatch(run -> run.run().equals(TrainAction.run(older))
                                        && run.state().phase() == Phase.QUEUED);
                    }
                    boolean superseded = ofOlder.detail().contains("superseded");
                    assertThat(runs.stream()
                                    .filter(run -> run.run().equals(TrainAction.run(older)))
                                    .allMatch(run -> (run.state().phase() == Phase.CANCELLED) == superseded))
                            .as(how)
                            .isTrue();
                }
            }
        }
    }

    /** Whether the older event's run was there when the newer version was put. */
    private final AtomicBoolean beganBefore = new AtomicBoolean();

    /** @return whether the two met and the older one's process died after that */
    private boolean cross(EventFixture house, String key, BucketEvent older, int meet, int newerDies, int olderDies) {
        List<BucketEvent> told = new ArrayList<>(List.of(older));
        KilledStore newerWay = dyingAt(house, newerDies);
        KilledStore olderWay = new KilledStore(house.store);
        AtomicInteger steps = new AtomicInteger();
        KilledStore.Fate fate = k -> {
            int step = steps.getAndIncrement();
            if (step == meet) {
                beganBefore.set(!house.runs().isEmpty());
                told.add(house.put(key, "new", "2"));
                unlessKilled(house.handler("newer", newerWay), told.get(1));
            }
            if (step == olderDies) {
                throw new KilledError();
            }
        };
        olderWay.fates(fate, fate);
        unlessKilled(house.handler("older", olderWay), older);
        if (told.size() == 1) {
            beganBefore.set(!house.runs().isEmpty());
            told.add(house.put(key, "new", "2"));
        }
        assertThat(steps.get()).isLessThan(3 * MOST_STEPS);
        for (int times = 0; times < 2; times++) {
            house.clock.pass(EventFixture.ABANDONED);
            for (BucketEvent event : told) {
                assertThat(house.handler("last").handle(event).settled()).isTrue();
            }
        }
        return steps.get() > meet && steps.get() > olderDies;
    }

    private static KilledStore dyingAt(EventFixture house, int step) {
        KilledStore way = new KilledStore(house.store);
        AtomicInteger steps = new AtomicInteger();
        KilledStore.Fate fate = k -> {
            if (steps.getAndIncrement() == step) {
                throw new KilledError();
            }
        };
        way.fates(fate, fate);
        return way;
    }

    private static void unlessKilled(EventHandler handler, BucketEvent event) {
        try {
            handler.handle(event);
        } catch (KilledError ignored) {
            // as a process that is gone: the next one finds what it left
        }
    }
}
