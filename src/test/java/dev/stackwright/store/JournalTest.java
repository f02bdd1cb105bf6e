package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.store.Journal.Entries;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectStore.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {

    record Note(long number, String text) {}

    private static final DocumentSchema<Note> SCHEMA = new DocumentSchema<>(Note.class, 1);

    private final MapObjectStore store = new MapObjectStore();
    private final Journal<Note> journal = journal(store, 1);

    @Test
    void anEmptyOneHasNoLatestAndBeginsAtOne() {
        Entries<Note> entries = journal.entries();
        assertThat(entries.isEmpty()).isTrue();
        assertThat(entries.next()).isEqualTo(1);
        assertThat(entries.latest()).isEmpty();
        assertThat(entries.latestReadable()).isEmpty();
    }

    @Test
    void aNumberIsGivenOnce() {
        assertThat(journal.append(new Note(1, "a"))).isTrue();
        assertThat(journal.append(new Note(1, "b"))).isFalse();
        assertThat(journal.entries().readable()).containsExactly(new Note(1, "a"));
    }

    @Test
    void tenComesAfterNine() {
        for (int n = 1; n <= 11; n++) {
            journal.update(entries -> Optional.of(new Note(entries.next(), "n")));
        }
        assertThat(journal.entries().latestReadable()).contains(new Note(11, "n"));
        assertThat(journal.entries().readable())
                .extracting(Note::number)
                .startsWith(1L, 2L, 3L)
                .endsWith(10L, 11L);
    }

    @ParameterizedTest
    @CsvSource({"1,log/7.json", "10,log/0000000007.json"})
    void theKeyHasTheDigitsAsked(int digits, String key) {
        journal(store, digits).append(new Note(7, "x"));
        assertThat(store.list("")).extracting(object -> object.key().value()).containsExactly(key);
    }

    @Test
    void strangersAreNoEntries() {
        for (String key : List.of("0.json", "x.json", "1.json.bak", "deeper/1.json", "1234567890.json", "1")) {
            store.put(new ObjectKey("log/" + key), "{}".getBytes(UTF_8));
        }
        assertThat(journal.entries().isEmpty()).isTrue();
    }

    @Test
    void anEntryThatCannotBeReadKeepsItsNumberAndHidesNoOther() {
        journal.append(new Note(1, "a"));
        store.put(new ObjectKey("log/2.json"), "{\"num".getBytes(UTF_8));
        Entries<Note> entries = journal.entries();
        assertThat(entries.next()).isEqualTo(3);
        assertThat(entries.readable()).containsExactly(new Note(1, "a"));
        assertThat(entries.latestReadable()).contains(new Note(1, "a"));
        assertThat(entries.latest()).hasValueSatisfying(entry -> {
            assertThat(entry).isInstanceOf(Entry.Damaged.class);
            assertThat(((Entry.Damaged<Note>) entry).fault()).startsWith("log/2.json: ");
        });
    }

    @Test
    void whoLosesTheRaceDecidesAgainOnWhatIsThereThen() {
        List<Long> asked = new ArrayList<>();
        Optional<Note> written = journal.update(entries -> {
            asked.add(entries.next());
            if (asked.size() == 1) {
                journal.append(new Note(1, "quicker"));
            }
            return Optional.of(new Note(entries.next(), "mine"));
        });
        assertThat(asked).containsExactly(1L, 2L);
        assertThat(written).contains(new Note(2, "mine"));
    }

    @Test
    void anEntryThatIsThereIsGivenBackAndNothingIsWritten() {
        journal.append(new Note(1, "a"));
        assertThat(journal.update(Entries::latestReadable)).contains(new Note(1, "a"));
        assertThat(journal.update(entries -> Optional.empty())).isEmpty();
        assertThat(journal.entries().next()).isEqualTo(2);
    }

    @Test
    void aDocumentIsReadOnceHoweverOftenTheDecisionIsTakenAgain() {
        journal.append(new Note(1, "a"));
        int before = store.opened();
        journal.update(entries -> {
            List<Note> seen = entries.readable();
            if (entries.next() < 5) {
                journal.append(new Note(entries.next(), "quicker"));
            }
            return Optional.of(new Note(entries.next(), "after " + seen.size()));
        });
        assertThat(store.opened() - before).isEqualTo(4);
        assertThat(journal.entries().latestReadable()).contains(new Note(5, "after 4"));
    }

    @Test
    void aNewerSchemaIsDamagedForUsAndSaysWhatToDo() {
        store.put(new ObjectKey("log/1.json"), "{\"schema\": 2, \"number\": 1, \"text\": {}}".getBytes(UTF_8));
        assertThat(journal.entries().latest())
                .hasValueSatisfying(entry -> assertThat(((Entry.Damaged<Note>) entry).fault())
                        .contains("schema 1, found 2", "newer Stackwright"));
    }

    @Test
    void aStoreThatNeverGivesTheNumberIsSaidToBeAtFault() {
        assertThatThrownBy(() -> journal.update(entries -> {
                    journal.append(new Note(entries.next(), "quicker"));
                    return Optional.of(new Note(entries.next(), "mine"));
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("1000 times in a row")
                .hasMessageContaining("If-None-Match");
    }

    private static Journal<Note> journal(ObjectStore store, int digits) {
        return new Journal<>(store, "log/", digits, SCHEMA, Note::number);
    }
}
