package dev.stackwright.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.access.ApiKeys.Listed;
import dev.stackwright.access.ApiKeys.Made;
import dev.stackwright.access.ApiKeys.UnknownKeyException;
import dev.stackwright.common.ManualClock;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private final MapObjectStore store = new MapObjectStore();
    private final ManualClock clock = new ManualClock();
    private final ApiKeys keys = new ApiKeys(store, clock, new Random(1));

    @Test
    void aKeyIsKnownByItsTextAloneAndItsTextIsNotKept() {
        Made made = keys.add("web shop", List.of(Role.TRAIN, Role.CLASSIFY, Role.TRAIN));
        assertThat(made.text()).matches("sw_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
        assertThat(keys.find(made.text())).contains(made.key());
        assertThat(made.key().roles()).containsExactly(Role.CLASSIFY, Role.TRAIN);
        store.list("keys/")
                .map(ObjectSummary::key)
                .map(key -> new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8))
                .forEach(document -> assertThat(document)
                        .contains(made.key().digest().hex())
                        .doesNotContain(made.text().substring(16)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sw_", "sw__", "sw_../../x_y", "sw_000000000000_x", "Bearer", "sw_a_b_c"})
    void whatIsNoKeyIsNotFound(String text) {
        keys.add("other", List.of(Role.CLASSIFY));
        assertThat(keys.find(text)).isEmpty();
    }

    @Test
    void theIdAloneOfAKeyOpensNothing() {
        Made one = keys.add("one", List.of(Role.CLASSIFY));
        Made other = keys.add("other", List.of(Role.PROMOTE));
        assertThat(keys.find(one.text().substring(0, 16) + other.text().substring(16)))
                .isEmpty();
    }

    @Test
    void anotherProcessKnowsAKeyAndItsRevocationWithinSeconds() {
        ApiKeys server = new ApiKeys(store, clock, new Random(2));
        assertThat(server.any()).isFalse();
        Made made = keys.add("late", List.of(Role.CLASSIFY));
        assertThat(server.find(made.text())).isEmpty();
        clock.pass(ApiKeys.KEPT);
        assertThat(server.find(made.text())).isPresent();
        keys.revoke(made.key().id());
        assertThat(keys.find(made.text())).as("in this process at once").isEmpty();
        clock.pass(ApiKeys.KEPT);
        assertThat(server.find(made.text())).isEmpty();
        assertThat(server.any()).isFalse();
    }

    @Test
    void aRevocationIsForGoodAndDoneTwiceKeepsItsTime() {
        Made made = keys.add("a", List.of(Role.CLASSIFY));
        keys.revoke(made.key().id());
        var first = keys.list().get(0).revoked();
        clock.pass(ApiKeys.KEPT);
        keys.revoke(made.key().id());
        assertThat(keys.list()).extracting(Listed::revoked).containsExactly(first);
        assertThatThrownBy(() -> keys.revoke("000000000000")).isInstanceOf(UnknownKeyException.class);
        assertThatThrownBy(() -> keys.revoke("../x")).isInstanceOf(UnknownKeyException.class);
    }

    @Test
    void aDamagedKeyLetsNobodyInAndHidesNoOther() {
        store.put(new ObjectKey("keys/0123456789ab/key.json"), new byte[] {'{'});
        store.put(new ObjectKey("keys/readme.txt"), new byte[0]);
        Made made = keys.add("a", List.of(Role.CLASSIFY));
        assertThat(keys.find("sw_0123456789ab_x")).isEmpty();
        assertThat(keys.find(made.text())).isPresent();
        assertThat(keys.list())
                .extracting(Listed::id)
                .containsExactly(made.key().id(), "0123456789ab");
        assertThat(keys.list().get(1).damaged()).contains("keys/0123456789ab/key.json");
    }

    /** As the first version wrote it. */
    @Test
    void aKeyOfTheFirstVersionIsRead() {
        store.put(new ObjectKey("keys/0123456789ab/key.json"), """
            {"schema":1,"id":"0123456789ab","name":"old","roles":["classify"],
             "digest":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
             "created":"2026-11-28T00:00:00Z"}\
            """.getBytes(StandardCharsets.UTF_8));
        assertThat(keys.list()).extracting(Listed::name).containsExactly("old");
        assertThat(keys.list()).extracting(Listed::damaged).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u001b[2J", "a\nb"})
    void aNameShows(String name) {
        assertThatThrownBy(() -> keys.add(name, List.of(Role.CLASSIFY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("characters that show");
    }
}
