package dev.stackwright.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlan;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.train.Recipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventHandlerTest {

    private static final String IMAGE = "incoming/cats/a/b.jpg";
    private static final String RESULT = "results/cats/a/b.jpg.json";

    private final EventFixture house = new EventFixture();
    private final EventHandler handler = house.handler("one");

    @Test
    void aZipStartsARunForTheEnsembleOfItsName() {
        EventOutcome outcome = handler.handle(house.put("datasets/Cats & Dogs.zip", "zip", "1"));
        assertThat(outcome.status()).isEqualTo(Status.STARTED);
        RunView run = house.runs().get(0);
        assertThat(run.run()).isEqualTo(outcome.run());
        assertThat(run.request().ensemble()).isEqualTo(new EnsembleName("cats-dogs"));
        assertThat(run.request().dataset()).isEqualTo("s3://photos/datasets/Cats & Dogs.zip");
        assertThat(run.state().phase()).isEqualTo(Phase.QUEUED);
        assertThat(run.run().value()).startsWith("20261124t090001z-").hasSize(33);
    }

    /** As Ceph and LocalStack tell of {@code a+b.jpg}. */
    @Test
    void aKeyThatIsNotThereUnescapedIsTheOneThatWasSent() {
        house.put("incoming/cats/a+b.jpg", "plus", "1");
        BucketEvent told = EventFixture.told("incoming/cats/a b.jpg", "plus", "1");
        EventOutcome outcome = handler.handle(new Notice.Created(told, "incoming/cats/a+b.jpg"));
        assertThat(outcome.status()).isEqualTo(Status.CLASSIFIED);
        assertThat(outcome.object()).isEqualTo("s3://photos/incoming/cats/a+b.jpg");
        assertThat(house.shown("results/cats/a+b.jpg.json")).isEqualTo("plus");

        house.put("incoming/cats/a b.jpg", "space", "2");
        handler.handle(
                new Notice.Created(EventFixture.told("incoming/cats/a b.jpg", "space", "2"), "incoming/cats/a+b.jpg"));
        assertThat(house.shown("results/cats/a b.jpg.json")).isEqualTo("space");
    }

    @Test
    void anImageForWhatIsNoNameOfAnEnsembleIsRefused() {
        EventOutcome outcome = handler.handle(house.put("incoming/Cats/a.jpg", "x", "1"));
        assertThat(outcome.status()).isEqualTo(Status.REFUSED);
        assertThat(outcome.detail()).contains("'Cats'", "incoming/cats/");
    }

    @Test
    void aTrainFileIsARequestWhoseDatasetIsItsFolder() {
        handler.handle(house.put("datasets/pets/spring/train.json", "{\"recipe\":\"probe\",\"seed\":3}", "1"));
        RunView run = house.runs().get(0);
        assertThat(run.request().dataset()).isEqualTo("s3://photos/datasets/pets/spring/");
        assertThat(run.request().ensemble()).isEqualTo(new EnsembleName("spring"));
        assertThat(run.request().recipe()).isEqualTo(Recipe.PROBE);
        assertThat(run.request().seed()).isEqualTo(3);
    }

    @Test
    void aTrainFileMayNameEverything() {
        String json = "{\"ensemble\":\"pets\",\"dataset\":\"s3://photos/uploads/x.zip\",\"promote\":false}";
        handler.handle(house.put("datasets/__/train.json", json, "1"));
        assertThat(house.runs().get(0).request().dataset()).isEqualTo("s3://photos/uploads/x.zip");
        assertThat(house.runs().get(0).request().promote()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{; JSON object",
                "``; expected a JSON object, found nothing",
                "[]; expected a JSON object, found array",
                "{'colour':1}; colour: expected only",
                "{'ensemble':'A B'}; ensemble: expected an ensemble name",
                "{'seed':'x'}; seed: expected a whole number, found \"x\"",
                "{'members':'xception'}; members: expected a list, found \"xception\"",
                "{'recipe':'magic'}; recipe",
                "{'members':['resnet']}; members",
                "{'imageSize':7}; imageSize",
                "{'dataset':'/etc'}; dataset: expected s3://photos/",
                "{'dataset':'ftp://x/y.zip'}; dataset",
            })
    void aTrainFileThatAsksForWhatCannotBeIsRefusedByName(String json, String message) {
        BucketEvent event = house.put("datasets/pets/train.json", json.replace('\'', '"'), "1");
        EventOutcome outcome = handler.handle(event);
        assertThat(outcome.status()).isEqualTo(Status.REFUSED);
        assertThat(outcome.detail()).contains(message);
        assertThat(handler.handle(event).status()).as("told again").isEqualTo(Status.REFUSED);
        assertThat(house.runs()).isEmpty();
    }

    @Test
    void aHugeTrainFileIsNotRead() {
        int before = house.store.opened();
        BucketEvent event = house.put("datasets/pets/train.json", " ".repeat(70_000), "1");
        assertThat(handler.handle(event).detail()).contains("at most 65536 bytes");
        assertThat(house.store.opened()).isEqualTo(before);
    }

    @Test
    void anImageIsClassifiedIntoItsResult() {
        EventOutcome outcome = handler.handle(house.put(IMAGE, "tabby", "1"));
        assertThat(outcome.status()).isEqualTo(Status.CLASSIFIED);
        assertThat(outcome.result()).isEqualTo(RESULT);
        assertThat(house.shown(RESULT)).isEqualTo("tabby");
    }

    @Test
    void whatIsNoImageHasAResultThatSaysSo() {
        EventHandler strict = house.handler(
                "strict",
                house.store,
                request -> EventFixture.reply(
                        request, Result.failed(request.urls().get(0), "not-an-image", "expected an image")));
        EventOutcome outcome = strict.handle(house.put(IMAGE, "text", "1"));
        assertThat(outcome.status()).isEqualTo(Status.CLASSIFIED);
        assertThat(outcome.detail()).contains("not-an-image");
        assertThat(house.store.read(new ObjectKey(RESULT)).map(String::new).orElse(""))
                .contains("expected an image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"store-failed", "timeout", "internal-error"})
    void aFailureThatPassesIsTriedAgainAndLeavesNoResult(String code) {
        AtomicInteger calls = new AtomicInteger();
        EventHandler shaky = house.handler("shaky", house.store, request -> {
            ClassifyReply good = EventFixture.classify(house.store, request);
            return calls.incrementAndGet() == 1
                    ? EventFixture.reply(request, Result.failed(request.urls().get(0), code, "later"))
                    : good;
        });
        BucketEvent event = house.put(IMAGE, "tabby", "1");
        assertThat(shaky.handle(event).status()).isEqualTo(Status.FAILED);
        assertThat(house.shown(RESULT)).isNull();
        assertThat(shaky.handle(event).status()).isEqualTo(Status.CLASSIFIED);
    }

    @Test
    void anImageWaitsForItsEnsembleAndLeavesNoMarks() {
        house.missing.add("cats");
        BucketEvent event = house.put(IMAGE, "tabby", "1");
        EventOutcome outcome = handler.handle(event);
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.detail()).contains("'cats'", "train it");
        assertThat(house.store.list("events/")).isEmpty();
        house.missing.clear();
        assertThat(handler.handle(event).status()).isEqualTo(Status.CLASSIFIED);
    }

    @Test
    void anEnsembleThatIsGoneWhileItIsAskedIsAFailureThatPasses() {
        BucketEvent event = house.put(IMAGE, "tabby", "1");
        EventHandler early = house.handler("early", house.store, request -> {
            throw new UnknownEnsembleException("there is no ensemble 'cats'");
        });
        assertThat(early.handle(event).detail()).isEqualTo("there is no ensemble 'cats'");
        assertThat(handler.handle(event).status()).as("given back at once").isEqualTo(Status.CLASSIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"datasets/cats.zip", "datasets/cats/train.json", IMAGE})
    void anObjectThatIsGoneIsNothingToDo(String key) {
        EventOutcome outcome = handler.handle(EventFixture.told(key, "x", "1"));
        assertThat(outcome.status()).isEqualTo(Status.IGNORED);
        assertThat(outcome.detail()).contains("gone");
        assertThat(house.runs()).isEmpty();
    }

    @Test
    void anotherBucketIsIgnoredByName() {
        BucketEvent event = new BucketEvent("others", "datasets/cats.zip", "v1", null, 1, EventFixture.BEGINNING);
        assertThat(handler.handle(event).detail()).contains("'others'", "'photos'");
        assertThat(house.store.list("")).isEmpty();
    }

    @Test
    void whatWasHandledIsNotHandledAgain() {
        BucketEvent zip = house.put("datasets/cats.zip", "zip", "1");
        EventOutcome first = handler.handle(zip);
        EventOutcome second = house.handler("two").handle(zip);
        assertThat(second.status()).isEqualTo(Status.REPEATED);
        assertThat(second.run()).isEqualTo(first.run());
        assertThat(house.runs()).hasSize(1);
    }

    @Test
    void aRunThatCannotBeLaunchedNowIsLaunchedByTheNextTellingAndIsTheSame() {
        ShakyLauncher launcher = new ShakyLauncher();
        house.launcher = launcher;
        BucketEvent zip = house.put("datasets/cats.zip", "zip", "1");
        EventOutcome first = house.handler("one").handle(zip);
        assertThat(first.status()).isEqualTo(Status.FAILED);
        assertThat(first.detail()).isEqualTo("not now");
        assertThat(house.handler("two").handle(zip).status()).isEqualTo(Status.STARTED);
        assertThat(launcher.asked).containsExactly(TrainAction.run(zip), TrainAction.run(zip));
        assertThat(house.runs()).hasSize(1);
    }

    private static final class ShakyLauncher implements Launcher {
        private final List<RunId> asked = new ArrayList<>();

        @Override
        public LaunchDocument.LaunchType how() {
            return LaunchDocument.LaunchType.STATE_MACHINE;
        }

        @Override
        public LaunchDocument describe(RunId run, RunPlan plan) {
            return LaunchDocument.elsewhere(how(), plan, run.value());
        }

        @Override
        public void launch(RunId run, LaunchDocument launch) {
            asked.add(run);
            if (asked.size() == 1) {
                throw new LaunchException("not now", null);
            }
        }

        @Override
        public void stop(RunId run, LaunchDocument launch) {}
    }

    @Test
    void theSameBytesPutAgainOverOthersCountAgain() {
        handler.handle(house.put(IMAGE, "tabby", "1"));
        handler.handle(house.put(IMAGE, "siamese", "2"));
        handler.handle(house.put(IMAGE, "tabby", "3"));
        assertThat(house.shown(RESULT)).isEqualTo("tabby");
    }

    @Test
    void theTimeOfTheFirstTellingNamesTheRun() {
        BucketEvent first = house.put("datasets/cats.zip", "zip", "1");
        KilledStore killed = new KilledStore(house.store);
        killed.killBefore("/state/1.json");
        assertThatThrownBy(() -> house.handler("one", killed).handle(first)).isInstanceOf(KilledError.class);
        house.clock.pass(EventFixture.ABANDONED);
        BucketEvent again = new BucketEvent(
                first.bucket(),
                first.key(),
                first.version(),
                first.sequencer(),
                first.size(),
                first.time().plusSeconds(5));
        assertThat(handler.handle(again).run()).isEqualTo(TrainAction.run(first));
        assertThat(house.runs()).hasSize(1);
    }

    @Test
    void whileOneIsAtItOthersAreToldToComeAgain() {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        EventHandler other = house.handler("other");
        EventHandler one = house.handler("one", house.store, request -> {
            EventOutcome meanwhile = other.handle(image);
            assertThat(meanwhile.status()).isEqualTo(Status.BUSY);
            assertThat(meanwhile.detail()).contains("one");
            return EventFixture.classify(house.store, request);
        });
        assertThat(one.handle(image).status()).isEqualTo(Status.CLASSIFIED);
        assertThat(other.handle(image).status()).isEqualTo(Status.REPEATED);
    }

    @Test
    void whatAProcessBeganThatDiedIsTakenUpOnceItsLeaseIsOver() {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        KilledStore killed = new KilledStore(house.store);
        killed.killBefore(RESULT);
        assertThatThrownBy(() -> house.handler("dead", killed).handle(image)).isInstanceOf(KilledError.class);
        assertThat(handler.handle(image).status()).isEqualTo(Status.BUSY);
        house.clock.pass(EventFixture.LEASE);
        assertThat(handler.handle(image).status()).as("on the last instant").isEqualTo(Status.BUSY);
        house.clock.pass(Duration.ofMillis(1));
        assertThat(handler.handle(image).status()).isEqualTo(Status.CLASSIFIED);
    }

    /** Two hours ahead, five minutes behind: only how long a claim stands still on the own clock counts. */
    @ParameterizedTest
    @ValueSource(longs = {120, -5})
    void aClaimByAMachineWhoseClockGoesOtherwiseHoldsForTheLease(long minutesAhead) {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        KilledStore killed = new KilledStore(house.store);
        killed.killBefore(RESULT);
        EventHandler dead = house.handler("dead", killed, Duration.ofMinutes(minutesAhead));
        assertThatThrownBy(() -> dead.handle(image)).isInstanceOf(KilledError.class);
        assertThat(handler.handle(image).status()).isEqualTo(Status.BUSY);
        house.clock.pass(EventFixture.LEASE);
        assertThat(handler.handle(image).status()).isEqualTo(Status.BUSY);
        house.clock.pass(Duration.ofMillis(1));
        assertThat(handler.handle(image).status()).isEqualTo(Status.CLASSIFIED);
    }

    @Test
    void aClaimThatEndedLongAgoIsTakenUpByOneWhoNeverSawIt() {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        KilledStore killed = new KilledStore(house.store);
        killed.killBefore(RESULT);
        assertThatThrownBy(() -> house.handler("dead", killed).handle(image)).isInstanceOf(KilledError.class);
        house.clock.pass(EventFixture.ABANDONED);
        assertThat(handler.handle(image).status()).isEqualTo(Status.CLASSIFIED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aGarbledMarkCountsAsOneThatWasGivenBack(int number) {
        BucketEvent zip = house.put("datasets/cats.zip", "zip", "1");
        for (int before = 1; before < number; before++) {
            house.store.put(mark(zip, before), released(before, zip));
        }
        house.store.put(mark(zip, number), "{\"number\" : 1, \"ph".getBytes(StandardCharsets.UTF_8));
        assertThat(handler.handle(zip).status()).isEqualTo(Status.STARTED);
        assertThat(handler.handle(zip).status()).isEqualTo(Status.REPEATED);
        assertThat(house.runs()).singleElement().matches(run -> run.run().equals(TrainAction.run(zip)));
    }

    /** As version 0.1 wrote it: without a schema, and without the zeros at the sequencer's beginning. */
    @Test
    void aMarkOfAnOlderVersionIsReadAndItsEventKeepsItsPlaceInTheOrder() {
        BucketEvent newer = house.put("datasets/cats.zip", "new", "0055AED6DD01");
        handler.handle(newer);
        BucketEvent older = EventFixture.told("datasets/cats.zip", "old", "0055AED6DCD90281E5");
        house.store.put(mark(older, 1), released(1, older));
        assertThat(handler.handle(older).status()).isEqualTo(Status.SUPERSEDED);
    }

    private static byte[] released(int number, BucketEvent event) {
        return """
            {
              "number" : %d,
              "phase" : "released",
              "at" : "2026-11-24T09:00:00Z",
              "by" : "older",
              "event" : {
                "bucket" : "photos",
                "key" : "%s",
                "version" : "%s",
                "sequencer" : "%s",
                "size" : 3,
                "time" : "%s"
              },
              "message" : "the store is down"
            }
            """.formatted(
                        number, event.key(), event.version(), event.sequencer().stripped(), event.time())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectKey mark(BucketEvent event, int number) {
        return new ObjectKey("events/" + event.digest() + "/" + number + ".json");
    }

    @Test
    void aSlowOneWhoseLeaseEndedDoesNotUndoTheNext() {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        EventHandler next = house.handler("next");
        EventHandler slow = house.handler("slow", house.store, request -> {
            house.clock.pass(EventFixture.ABANDONED);
            assertThat(next.handle(image).status()).isEqualTo(Status.CLASSIFIED);
            return EventFixture.classify(house.store, request);
        });
        assertThat(slow.handle(image).status()).isEqualTo(Status.CLASSIFIED);
        assertThat(next.handle(image).status()).isEqualTo(Status.REPEATED);
        assertThat(house.shown(RESULT)).isEqualTo("tabby");
    }

    @Test
    void aStoreThatFailsIsAFailureToTryAgain() {
        KilledStore broken = new KilledStore(house.store);
        broken.failFrom("events/");
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        assertThat(house.handler("one", broken).handle(image).status()).isEqualTo(Status.FAILED);
        assertThat(handler.handle(image).status()).isEqualTo(Status.CLASSIFIED);
    }

    @Test
    void marksAreCreateOnlyAndSayWhatHappened() {
        BucketEvent image = house.put(IMAGE, "tabby", "1");
        handler.handle(image);
        String folder = "events/" + image.digest() + "/";
        assertThat(house.store.list(folder).map(o -> o.key().value()))
                .containsExactly(folder + "1.json", folder + "2.json");
        Optional<byte[]> last = house.store.read(new ObjectKey(folder + "2.json"));
        assertThat(new String(last.orElseThrow(), UTF_8)).contains("\"phase\" : \"done\"", RESULT);
    }
}
