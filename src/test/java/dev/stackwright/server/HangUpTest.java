package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.RecordedLog;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HangUpTest {

    @Test
    void aClientThatHangsUpHalfWayIsNoErrorOfTheServer() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RecordedLog log = new RecordedLog("dev.stackwright.server")) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            CompletableFuture<Void> failed = new CompletableFuture<>();
            Router router = Router.router(vertx);
            router.route()
                    .order(-2000)
                    .handler(rc -> {
                        begun.complete(null);
                        BodyHandler.create(false).handle(rc);
                    })
                    .failureHandler(rc -> {
                        rc.next();
                        failed.complete(null);
                    });
            new FunctionRoutes(new Refusals()).install(router);
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write("POST /classify HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
                begun.get();
            }
            failed.get();
            assertThat(log.records()).extracting(LogRecord::getMessage).isEmpty();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }
}
