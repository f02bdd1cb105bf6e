package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private <T> HttpResponse<T> ask(
            String path, String accept, LineAnswers.Work work, HttpResponse.BodyHandler<T> handler) throws Exception {
        Router router = Router.router(vertx);
        new FunctionRoutes(new Refusals()).install(router);
        router.route("/classify").handler(rc -> {
            assertThat(LineAnswers.areWanted(rc)).isTrue();
            LineAnswers.send(rc, work);
        });
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
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
