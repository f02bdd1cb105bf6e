package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.server.RequestGuard.Head;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another site can make a browser send, and what programs send. */
class RequestGuardTest {

    private static final HostAndPort HERE = HostAndPort.create("127.0.0.1", 8080);

    private final RequestGuard onLoopback = new RequestGuard("127.0.0.1", false, List.of());
    private final RequestGuard open = new RequestGuard("0.0.0.0", false, List.of());

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/json-x"
            })
    void aBodyThatIsNotSaidToBeJsonIsRefused(@Nullable String contentType) {
        assertThat(status(onLoopback, new Head("POST", "/train", HERE, null, null, contentType)))
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json"})
    void jsonIsLetIn(String contentType) {
        assertThat(status(onLoopback, new Head("POST", "/train", HERE, null, null, contentType)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "image/jpeg", "IMAGE/PNG"})
    void imagesAreLetInWhereTheyAreClassifiedAndNotFromAnotherSitesPage(String type) {
        assertThat(status(onLoopback, new Head("POST", "/classify", HERE, null, null, type)))
                .isZero();
        assertThat(status(onLoopback, new Head("POST", "/train", HERE, null, null, type)))
                .isEqualTo(415);
        assertThat(status(onLoopback, new Head("POST", "/classify", HERE, "http://attacker.example", null, type)))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"})
    void aServerOnLoopbackAnswersToLoopbackNames(String name) {
        assertThat(status(onLoopback, get(name))).isZero();
    }

    /** DNS rebinding: a name that first leads to its owner's server and then to this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example", "10.0.0.1"})
    void aServerOnLoopbackAnswersToNoOtherName(String name) {
        assertThat(status(onLoopback, get(name))).isEqualTo(421);
        assertThat(status(open, get(name))).isZero();
    }

    @Test
    void aNameThatIsConfiguredIsAnsweredAndNoOther() {
        RequestGuard named = new RequestGuard("0.0.0.0", false, List.of("Photos.example"));
        assertThat(status(named, get("photos.example"))).isZero();
        assertThat(status(named, get("localhost"))).isZero();
        assertThat(status(named, get("other.example"))).isEqualTo(421);
    }

    @Test
    void aRequestWithoutAHostIsRefusedAsSuch() {
        assertThat(status(open, new Head("GET", "/train", null, null, null, null)))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "http://attacker.example,,403",
        "http://127.0.0.1:9090,,403",
        "http://localhost:8080,,403",
        "null,,403",
        "http://127.0.0.1:8080,,0",
        "http://127.0.0.1:8080,same-origin,0",
        ",cross-site,403",
        ",same-site,403",
        ",none,0",
        ",,0",
    })
    void whatAnotherSitesPageSendsChangesNothing(@Nullable String origin, @Nullable String site, int expected) {
        assertThat(status(onLoopback, new Head("POST", "/train", HERE, origin, site, "application/json")))
                .isEqualTo(expected);
        assertThat(status(onLoopback, new Head("DELETE", "/train", HERE, origin, site, null)))
                .isEqualTo(expected);
        assertThat(status(onLoopback, new Head("GET", "/train", HERE, origin, site, null)))
                .as("reading: the browser keeps the answer from the page")
                .isZero();
    }

    @Test
    void whereCrossOriginRequestsAreConfiguredQuarkusDecides() {
        RequestGuard guard = new RequestGuard("127.0.0.1", true, List.of());
        assertThat(status(
                        guard,
                        new Head("POST", "/train", HERE, "http://app.example", "cross-site", "application/json")))
                .isZero();
    }

    @Test
    void aFileWithoutATypeIsToldTheTypesOfFilesAndNothingOfJson() {
        Head untyped = new Head("PUT", UploadRoute.PATH + "a.zip", HERE, null, null, null);
        assertThat(open.refusal(untyped).orElseThrow().detail())
                .contains("application/zip", "found none")
                .doesNotContain("json");
    }

    private static Head get(String name) {
        return new Head("GET", "/train", HostAndPort.create(name, 8080), null, null, null);
    }

    /** 0 where the request is let in. */
    private static int status(RequestGuard guard, Head head) {
        return guard.refusal(head).map(Problem::status).orElse(0);
    }
}
