package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.access.Role;
import dev.stackwright.app.Configuration;
import dev.stackwright.app.StackwrightConfig.Auth;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of who may do what. */
class AccessTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/app/main.js",
                "/q/health",
                "/q/health/ready",
                "/q/swagger-ui/x.js",
                "/q/openapi"
            })
    void thePageHealthAndTheDocumentOfTheApiAreOpen(String path) {
        assertThat(Access.needed("GET", path)).isEmpty();
        assertThat(Access.needed("POST", path)).as("but change nothing").contains(EnumSet.allOf(Role.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api;x=1/runs",
                "/q/metrics",
                "/q/healthy",
                "/q/",
                "/apps",
                "/app",
                "/train",
                "/q/health;/../../api"
            })
    void whatIsNotNamedAsOpenNeedsACallerThatIsKnown(String path) {
        assertThat(Access.needed("GET", path)).contains(Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /classify, CLASSIFY",
        "POST, /train, TRAIN",
        "POST, /events, TRAIN",
        "DELETE, /api/runs/1, TRAIN",
        "POST, /api/runs/1/launch, TRAIN",
        "PUT, /api/uploads/a.zip, TRAIN",
        "POST, /api/ensembles/cats/promotions, PROMOTE",
        "POST, /train/, CLASSIFY TRAIN PROMOTE",
        "POST, /api/ensembles/cats/promotions/, CLASSIFY TRAIN PROMOTE",
        "DELETE, /api/ensembles/cats, CLASSIFY TRAIN PROMOTE",
        "PATCH, /new, CLASSIFY TRAIN PROMOTE",
    })
    void whatChangesSomethingNeedsItsRoleAndAllOfThemWhereItIsNotNamed(String method, String path, String roles) {
        assertThat(Access.needed(method, path))
                .isEqualTo(Optional.of(
                        Arrays.stream(roles.split(" ")).map(Role::valueOf).collect(Collectors.toSet())));
    }

    @Test
    void onLoopbackNobodyIsAskedUnlessThatIsConfigured() {
        assertThat(Access.asks(Auth.AUTO, true, false)).isFalse();
        assertThat(Access.asks(Auth.AUTO, false, false)).isTrue();
        assertThat(Access.asks(Auth.AUTO, true, true)).as("with tokens").isTrue();
        assertThat(Access.asks(Auth.REQUIRED, true, false)).isTrue();
        assertThat(Access.asks(Auth.NONE, false, true)).isFalse();
    }

    /** What a server beyond loopback would ask for, and nobody could have. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, auto, false, none, true",
        "0.0.0.0, auto, false, one, false",
        "0.0.0.0, auto, false, revoked, true",
        "0.0.0.0, auto, false, unreadable, true",
        "0.0.0.0, auto, true, none, false",
        "0.0.0.0, none, false, none, false",
        "::, auto, false, none, true",
        "192.168.0.7, auto, false, none, true",
        "photos.example, auto, false, none, true",
        "127.0.0.1, auto, false, none, false",
        "127.0.0.1, required, false, none, true",
        "127.0.0.1, required, false, revoked, true",
        "127.0.0.1, required, false, one, false",
    })
    void aServerIsClosedToAllWhereItAsksAndThereIsNeitherAValidKeyNorTokens(
            String address, String auth, boolean tokens, String key, boolean closed) {
        Properties settings = new Properties();
        settings.put("stackwright.http.auth", auth);
        Access access = new Access(address, tokens, Configuration.load(Map.of(), settings, folder, folder));
        assertThat(access.isClosedToAll(keys(key))).isEqualTo(closed);
    }

    private static ApiKeys keys(String which) {
        MapObjectStore store = new MapObjectStore();
        ApiKeys keys = new ApiKeys(store, Clock.systemUTC(), new Random(1));
        if (which.equals("unreadable")) {
            store.create(new ObjectKey("keys/00000000000a/key.json"), "{".getBytes(StandardCharsets.UTF_8));
        } else if (!which.equals("none")) {
            String id = keys.add("web shop", List.of(Role.CLASSIFY)).key().id();
            if (which.equals("revoked")) {
                keys.revoke(id);
            }
        }
        return keys;
    }

    @Test
    void aKeyIsTakenFromEitherHeaderAndOtherTokensAreLeftAlone() {
        assertThat(ApiKeyMechanism.key("Bearer sw_a", null)).isEqualTo("sw_a");
        assertThat(ApiKeyMechanism.key("bearer  sw_a ", null)).isEqualTo("sw_a");
        assertThat(ApiKeyMechanism.key(null, "sw_a")).isEqualTo("sw_a");
        assertThat(ApiKeyMechanism.key("Bearer eyJ", null)).isNull();
        assertThat(ApiKeyMechanism.key("Basic sw_a", null)).isNull();
        assertThat(ApiKeyMechanism.key(null, null)).isNull();
    }
}
