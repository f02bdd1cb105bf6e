package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stackwright.cli.Errors.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {

    private HttpServer server;
    private Api api;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = new Api(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerIsReadAsJson() {
        answer(200, "{\"run\": \"x\"}");
        assertThat(api.post("/train", Map.of("ensemble", "a"), Map.class).get("run"))
                .isEqualTo("x");
    }

    @Test
    void aProblemIsToldByItsDetail() {
        answer(400, "{\"title\": \"Bad\", \"detail\": \"folds: expected 2 to 20, found 1\"}");
        assertThatThrownBy(() -> api.get("/train", Map.class))
                .isInstanceOf(CommandException.class)
                .hasMessageEndingWith("answered 400: folds: expected 2 to 20, found 1");
    }

    @Test
    void aBodyThatIsNoJsonIsToldAsItIs() {
        answer(502, "<html>bad gateway");
        assertThatThrownBy(() -> api.get("/train", Map.class))
                .isInstanceOf(CommandException.class)
                .hasMessageEndingWith("answered 502: <html>bad gateway");
    }

    @Test
    void aServerThatIsGoneIsNotReadyAndNamedInTheError() {
        server.stop(0);
        assertThat(api.ready()).isFalse();
        assertThatThrownBy(() -> api.get("/train", Map.class))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("GET http://127.0.0.1:")
                .hasMessageContaining("failed");
    }

    private void answer(int status, String body) {
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
