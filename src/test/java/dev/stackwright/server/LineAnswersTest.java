package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.RecordedLog;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LineAnswersTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void aLineIsReadBeforeTheNextOneIsKnown() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        HttpResponse<Stream<String>> answer = ask(
                "/classify?stream=true",
                "*/*",
                each -> {
                    each.accept(reply("a.jpg"));
                    awaited(read);
                    each.accept(reply("b.jpg"));
                },
                HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
        Iterator<String> lines = answer.body().iterator();
        assertThat(lines.next()).contains("\"url\":\"a.jpg\"").contains("\"version\"");
        read.countDown();
        assertThat(lines.next()).contains("\"url\":\"b.jpg\"");
        assertThat(lines.hasNext()).isFalse();
    }

    @Test
    void anErrorBeforeTheFirstLineIsAProblem() throws Exception {
        HttpResponse<String> answer = ask(
                "/classify",
                "application/x-ndjson",
                each -> {
                    throw new UnknownEnsembleException("none of that name");
                },
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("unknown-ensemble");
    }

    @Test
    void anErrorAfterTheFirstLineIsAnAnswerWithoutAnEnd() {
        assertThatThrownBy(() -> ask(
                        "/classify?stream=true",
                        "*/*",
                        each -> {
                            each.accept(reply("a.jpg"));
                            throw new IllegalStateException("no memory");
                        },
                        HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    /** With a reset, as a browser's tab that is closed; while lines are written, and between two of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatHangsUpWhileLinesAreWrittenIsNoErrorAndGivesItsPlaceBack(boolean linesGoOn) throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<Void> placeIsFree = new CompletableFuture<>();
        RequestLimits limits = new RequestLimits(1, Duration.ofHours(1));
        Router router = Router.router(vertx);
        router.route().handler(limits::admit);
        new FunctionRoutes(new Refusals()).install(router);
        router.get("/next").handler(RoutingContext::end);
        router.route("/classify").handler(rc -> {
            rc.addEndHandler(end -> placeIsFree.complete(null));
            rc.response().closeHandler(gone -> closed.complete(null));
            LineAnswers.send(rc, each -> {
                try {
                    each.accept(reply("a.jpg"));
                    while (linesGoOn) {
                        each.accept(reply("b.jpg"));
                    }
                    closed.join();
                    each.accept(reply("c.jpg"));
                } catch (RuntimeException e) {
                    ended.complete(e);
                    throw e;
                }
            });
        });
        try (RecordedLog log = new RecordedLog("")) {
            HttpServer server = listen(router);
            askAndHangUp(server);
            assertThat(ended.get()).isInstanceOf(CancelledException.class);
            placeIsFree.get();
            HttpRequest next = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/next"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(next, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(log.records()).extracting(LogRecord::getMessage).isEmpty();
        }
    }

    /** The last line may be written into a connection that is gone. */
    @Test
    void aClientThatHangsUpBeforeTheEndOfItsLinesIsNoError() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Router router = Router.router(vertx);
        new FunctionRoutes(new Refusals()).install(router);
        router.route("/classify").handler(rc -> {
            rc.response().closeHandler(gone -> closed.complete(null));
            LineAnswers.send(rc, each -> {
                each.accept(reply("a.jpg"));
                closed.join();
                over.complete(null);
            });
        });
        try (RecordedLog log = new RecordedLog("")) {
            askAndHangUp(listen(router));
            over.get();
            vertx.close().toCompletionStage().toCompletableFuture().get(); // what is still to be done has been done
            assertThat(log.records()).extracting(LogRecord::getMessage).isEmpty();
        }
    }

    private HttpServer listen(Router router) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    /** Reads the beginning of the first line, and resets the connection. */
    private static void askAndHangUp(HttpServer server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write("POST /classify?stream=true HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
        }
    }

    private <T> HttpResponse<T> ask(
            String path, String accept, LineAnswers.Work work, HttpResponse.BodyHandler<T> handler) throws Exception {
        Router router = Router.router(vertx);
        new FunctionRoutes(new Refusals()).install(router);
        router.route("/classify").handler(rc -> {
            assertThat(LineAnswers.areWanted(rc)).isTrue();
            LineAnswers.send(rc, work);
        });
        HttpServer server = listen(router);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("accept", accept)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, handler);
    }

    private static ClassifyReply reply(String url) {
        return new ClassifyReply(
                new EnsembleName("pets"),
                new EnsembleVersion("20260101t000000z-aaaaaaaa"),
                List.of(Result.failed(url, "not-found", "none")));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
