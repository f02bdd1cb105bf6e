package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RequestLimitsTest {

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<RoutingContext> held = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void requestsBeyondTheMostAreToldWhenToTryAgainAndHealthIsAnswered() throws Exception {
        serve(new RequestLimits(2, Duration.ofHours(1)));
        CompletableFuture<HttpResponse<String>> first = get("/held");
        CompletableFuture<HttpResponse<String>> second = get("/held");
        RoutingContext one = held.take();
        RoutingContext two = held.take();
        HttpResponse<String> refused = get("/held").get();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.body()).contains("overloaded").contains("stackwright.http.max-requests");
        assertThat(get("/q/health").get().statusCode()).isEqualTo(200);
        one.end();
        assertThat(CompletableFuture.anyOf(first, second).get()).isNotNull();
        CompletableFuture<HttpResponse<String>> third = get("/held");
        held.take().end();
        two.end();
        assertThat(List.of(first.get(), second.get(), third.get()))
                .extracting(HttpResponse::statusCode)
                .containsOnly(200);
    }

    @Test
    void aPlaceIsGivenBackByAClientThatHangsUp() throws Exception {
        serve(new RequestLimits(1, Duration.ofHours(1)));
        CompletableFuture<Void> gone = new CompletableFuture<>();
        try (Socket socket = half("POST /held HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n")) {
            held.take().addEndHandler(end -> gone.complete(null));
        }
        gone.get();
        CompletableFuture<HttpResponse<String>> next = get("/held");
        held.take().end();
        assertThat(next.get().statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsNotSentInTimeIsNotWaitedFor() throws Exception {
        serve(new RequestLimits(1, Duration.ofMillis(50)));
        try (Socket socket = half("POST /held HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n{")) {
            assertThat(socket.getInputStream().read())
                    .as("closed by the server")
                    .isEqualTo(-1);
        }
    }

    /**
     * The idle time ({@code quarkus.http.idle-timeout}) is that of heads as well: Vert.x counts it behind its decoder, for which
     * a head that is not whole is nothing. It must go on to, or 512 callers that send a byte a minute keep all others out.
     */
    @Test
    void bytesOfAHeadThatDripsDoNotBeginTheIdleTimeAnew() throws Exception {
        Router router = Router.router(vertx);
        HttpServerOptions options =
                new HttpServerOptions().setIdleTimeout(400).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        listen(router, options);
        String head = "GET / HTTP/1.1\r\nX-Long: " + "a".repeat(4_000);
        int sent = 0;
        try (Socket socket = half("")) {
            socket.setSoTimeout(10);
            while (sent < head.length()) {
                try {
                    socket.getOutputStream().write(head.charAt(sent++));
                    assertThat(socket.getInputStream().read())
                            .as("closed by the server")
                            .isEqualTo(-1);
                    break;
                } catch (SocketTimeoutException nothing) {
                    // the next byte, then
                } catch (SocketException reset) {
                    break;
                }
            }
        }
        assertThat(sent).isLessThan(head.length() / 2);
    }

    /** The guard reads bodies, at the very beginning of all routes. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /train", "POST /q/health", "GET /q/health"})
    void aBodyIsNotWaitedForByTheGuardEither(String request) throws Exception {
        Router router = Router.router(vertx);
        new RequestGuard("127.0.0.1", false, List.of()).install(router, new RequestLimits(1, Duration.ofMillis(50)));
        listen(router);
        try (Socket socket = half(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 10\r\n\r\n{")) {
            assertThat(socket.getInputStream().read())
                    .as("closed by the server")
                    .isEqualTo(-1);
        }
    }

    /** As the events of a run: Quarkus holds the request meanwhile. They ended after a minute. */
    @Test
    void anAnswerMayTakeLongerThanABody() throws Exception {
        Router router = Router.router(vertx);
        new RequestGuard("127.0.0.1", false, List.of()).install(router, new RequestLimits(1, Duration.ofMillis(50)));
        router.route().handler(rc -> {
            rc.request().pause();
            vertx.setTimer(200, late -> rc.end("late"));
        });
        listen(router);
        assertThat(get("/events").get().body()).isEqualTo("late");
    }

    @Test
    void whatIsNoLookAtHealthCountsBelowItsPathToo() throws Exception {
        serve(new RequestLimits(1, Duration.ofHours(1)));
        CompletableFuture<HttpResponse<String>> first = get("/held");
        RoutingContext one = held.take();
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/q/health"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(503);
        one.end();
        assertThat(first.get().statusCode()).isEqualTo(200);
    }

    private void serve(RequestLimits limits) {
        Router router = Router.router(vertx);
        router.route().handler(limits::admit);
        router.route("/held").handler(held::add);
        router.route("/q/health").handler(RoutingContext::end);
        listen(router);
    }

    private void listen(Router router) {
        listen(router, new HttpServerOptions());
    }

    private void listen(Router router, HttpServerOptions options) {
        server = vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Socket half(String head) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }
}
