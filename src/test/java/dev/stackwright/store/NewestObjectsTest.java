package dev.stackwright.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.store.NewestObjects.Page;
import dev.stackwright.store.NewestObjects.Place;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewestObjectsTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Property(tries = 200)
    void pagesOfAnySizeAreTheSortedListCutIntoPieces(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 5) Integer> minutes,
            @ForAll @IntRange(min = 1, max = 8) int limit) {
        Map<String, Instant> written = new TreeMap<>();
        for (int i = 0; i < minutes.size(); i++) {
            written.put((i % 2 == 0 ? "a/" : "b/") + i, NOON.plusSeconds(60L * minutes.get(i)));
        }
        List<String> expected = written.entrySet().stream()
                .sorted(Map.Entry.<String, Instant>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .map(Map.Entry::getKey)
                .toList();
        NewestObjects objects = new NewestObjects(TimedStore.of(written), 15);
        List<String> seen = new ArrayList<>();
        Place next = null;
        do {
            Page page = objects.page(
                    List.of("a/", "b/"), object -> true, next == null ? null : Place.parse(next.text()), limit);
            page.objects().forEach(object -> seen.add(object.key().value()));
            assertThat(page.next() == null || page.objects().size() == limit).isTrue();
            next = page.next();
        } while (next != null);
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void whatIsNotWantedTakesNoPlaceOfAPage() {
        ObjectStore store = TimedStore.of(Map.of("a/1.json", NOON, "a/2.txt", NOON.plusSeconds(1)));
        Page page = new NewestObjects(store)
                .page(List.of("a/"), object -> object.key().value().endsWith(".json"), null, 1);
        assertThat(page.objects()).extracting(ObjectSummary::key).containsExactly(new ObjectKey("a/1.json"));
        assertThat(page.next()).isNull();
    }

    @Test
    void moreThanAreLookedAtAreRefusedAndNotCutOff() {
        ObjectStore store = TimedStore.of(Map.of("a/1", NOON, "a/2", NOON, "a/3", NOON, "b/1", NOON));
        NewestObjects objects = new NewestObjects(store, 2);
        assertThatThrownBy(() -> objects.page(List.of("b/", "a/"), object -> true, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at most 2", "below a/");
        assertThat(objects.page(List.of("b/"), object -> true, null, 1).objects())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "AAAA", "2026-11-28T12:00:00Z"})
    void aCursorThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Place.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found '" + text + "'");
    }
}
