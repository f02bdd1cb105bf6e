package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ManualClock;
import dev.stackwright.common.RecordedLog;
import dev.stackwright.server.Refusals.FailedTries;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedTriesTest {

    private final ManualClock clock = new ManualClock();
    private final FailedTries tries = new FailedTries(clock);

    @Test
    void tenAMinuteAreAllowedToEachAddress() {
        IntStream.range(0, FailedTries.ALLOWED)
                .forEach(i -> assertThat(tries.failed("10.0.0.1")).isEmpty());
        clock.pass(Duration.ofSeconds(20));
        assertThat(tries.failed("10.0.0.1")).contains(Duration.ofSeconds(41));
        assertThat(tries.failed("10.0.0.2")).isEmpty();
        clock.pass(Duration.ofSeconds(40));
        assertThat(tries.failed("10.0.0.1")).as("a new minute").isEmpty();
    }

    @Test
    void addressesThatWereNotHeardOfForLongMakeRoom() {
        IntStream.range(0, FailedTries.ALLOWED).forEach(i -> tries.failed("first"));
        IntStream.range(0, 10_000).forEach(i -> tries.failed("other " + i));
        assertThat(tries.failed("first")).isEmpty();
    }

    @Test
    void eachIsOneLineOfTheLogUntilThereAreTooMany() throws Exception {
        Refusals refusals = new Refusals(clock);
        Vertx vertx = Vertx.vertx();
        try (RecordedLog log = new RecordedLog("dev.stackwright.server")) {
            Router router = Router.router(vertx);
            router.route().handler(rc -> FunctionRoutes.answer(rc, refusals.of(rc, "a key\nforged: line")));
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            HttpRequest wrong = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < FailedTries.ALLOWED + 5; i++) {
                statuses.add(client.send(wrong, BodyHandlers.ofString()).statusCode());
            }
            assertThat(statuses.subList(0, FailedTries.ALLOWED)).containsOnly(401);
            assertThat(statuses.subList(FailedTries.ALLOWED, statuses.size())).containsOnly(429);
            assertThat(log.records())
                    .hasSize(FailedTries.ALLOWED)
                    .allSatisfy(
                            line -> assertThat(line.getParameters()).contains("127.0.0.1", "a key\\u000Aforged: line"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }
}
