package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.event.IncomingResults.IncomingResult;
import dev.stackwright.event.IncomingResults.Page;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.NewestObjects;
import dev.stackwright.store.NewestObjects.Place;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.TimedStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncomingResultsTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final MapObjectStore objects = new MapObjectStore();
    private final Map<String, Instant> times = new HashMap<>();
    private final ObjectStore store = TimedStore.timed(objects, times);
    private final IncomingResults results = new IncomingResults(store, new NewestObjects(store, 6));

    @Test
    void theNewestComeFirstAndPagesLeadToEachOtherWithoutAGapOrARepetition() {
        answered("pets/early.jpg", 1);
        answered("pets/z.jpg", 3);
        answered("birds/late {a} ü%2F.jpg", 3);
        answered("pets/middle.jpg", 2);
        List<String> seen = new ArrayList<>();
        Place next = null;
        do {
            Page page = results.page(Optional.empty(), next == null ? null : Place.parse(next.text()), 1);
            page.results().forEach(result -> seen.add(result.url()));
            next = page.next();
        } while (next != null);
        assertThat(seen)
                .containsExactly(
                        "s3://photos/incoming/birds/late {a} ü%2F.jpg",
                        "s3://photos/incoming/pets/z.jpg",
                        "s3://photos/incoming/pets/middle.jpg",
                        "s3://photos/incoming/pets/early.jpg");
    }

    @Test
    void thoseOfOneEnsembleAreAskedForAlone() {
        answered("pets/a.jpg", 1);
        answered("pets-2/a.jpg", 2);
        Page page = results.page(Optional.of(new EnsembleName("pets")), null, 5);
        assertThat(page.results()).extracting(IncomingResult::url).containsExactly("s3://photos/incoming/pets/a.jpg");
        assertThat(page.next()).isNull();
    }

    @Test
    void oneThatCannotBeReadIsTold() {
        put("results/pets/a.jpg.json", new byte[] {'{'}, 1);
        IncomingResult only = results.page(Optional.empty(), null, 5).results().get(0);
        assertThat(only.url()).isEqualTo("s3://photos/incoming/pets/a.jpg");
        assertThat(only.damaged()).contains("results/pets/a.jpg.json", "breaks off");
        assertThat(only.result()).isNull();
    }

    @Test
    void linesOfABatchAreNotAnswersToImages() {
        put("results/pets/batch/all.jsonl", new byte[] {'{'}, 1);
        assertThat(results.page(Optional.empty(), null, 5).results()).isEmpty();
    }

    @Test
    void moreThanCanBePutInOrderAreRefusedAndNotCutOff() {
        for (int i = 0; i < 7; i++) {
            answered("pets/" + i + ".jpg", i);
        }
        assertThatThrownBy(() -> results.page(Optional.empty(), null, 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("name one ensemble", "at most 6", "results/");
    }

    private void answered(String image, int minute) {
        EnsembleName ensemble = new EnsembleName(image.substring(0, image.indexOf('/')));
        String key = "incoming/" + image;
        put(
                "results/" + image + ".json",
                Json.bytes(new ResultDocument(
                        ensemble,
                        new EnsembleVersion("20260101t000000z-aaaaaaaa"),
                        new ResultDocument.Source("photos", key, "etag", 9),
                        ClassifyReply.Result.failed("s3://photos/" + key, "corrupt", "half of it"))),
                minute);
    }

    private void put(String key, byte[] content, int minute) {
        objects.put(new ObjectKey(key), content);
        times.put(key, NOON.plusSeconds(60L * minute));
    }
}
