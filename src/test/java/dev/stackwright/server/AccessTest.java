package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.access.Role;
import dev.stackwright.app.StackwrightConfig.Auth;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of who may do what. */
class AccessTest {

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
