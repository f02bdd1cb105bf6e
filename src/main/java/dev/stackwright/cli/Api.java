package dev.stackwright.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A running server's functions and REST, over HTTP. Thread-safe. */
final class Api {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    Api(URI base) {
        this.base = base;
    }

    URI address(String path) {
        return base.resolve(path);
    }

    /** Whether the server is ready to work. */
    boolean ready() {
        try {
            return send(HttpRequest.newBuilder(address("/q/health/ready")).GET().build())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    <T> T get(String path, Class<T> type) {
        return answer(HttpRequest.newBuilder(address(path)).GET().build(), type);
    }

    <T> T post(String path, Object body, Class<T> type) {
        return answer(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                        .build(),
                type);
    }

    private <T> T answer(HttpRequest request, Class<T> type) {
        String what = request.method() + " " + request.uri();
        try {
            HttpResponse<byte[]> response = send(request);
            if (response.statusCode() / 100 != 2) {
                throw new CommandException(what + " answered " + response.statusCode() + ": " + detail(response));
            }
            return Json.read(response.body(), type, what);
        } catch (IOException e) {
            throw new CommandException(what + " failed: " + e, e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(withTimeout(request), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static HttpRequest withTimeout(HttpRequest request) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .timeout(ANSWER)
                .build();
    }

    /** A problem document's detail, or the body as it is. */
    private static String detail(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        try {
            return Json.mapper().readTree(body).path("detail").asText(body);
        } catch (JsonProcessingException notJson) {
            return body;
        }
    }
}
