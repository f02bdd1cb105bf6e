package dev.stackwright.run.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Step Functions' two calls over real HTTP, as its API reference describes them: a name that is taken by a running
 * execution of the same input is answered with it, any other with ExecutionAlreadyExists.
 */
public final class FakeStepFunctions implements AutoCloseable {

    public static final String ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:training";

    /** Input by the execution's name. */
    public final Map<String, String> begun = new ConcurrentHashMap<>();

    /** Names of executions that have ended by themselves. */
    public final Set<String> ended = ConcurrentHashMap.newKeySet();

    /** Is told the name of each execution that is asked for, before the answer. */
    public volatile Consumer<String> asked = name -> {};

    public final List<String> stopped = new CopyOnWriteArrayList<>();

    /** Set, every call is refused with this. */
    public volatile String refusal = "";

    private final HttpServer server;

    public FakeStepFunctions() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode call = Json.mapper().readTree(exchange.getRequestBody());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (!refusal.isEmpty()) {
            error(exchange, refusal);
        } else if (target.equals("AWSStepFunctions.StartExecution")) {
            start(exchange, call);
        } else {
            stop(exchange, call);
        }
    }

    private void start(HttpExchange exchange, JsonNode call) throws IOException {
        String name = call.get("name").asText();
        String input = call.get("input").asText();
        asked.accept(name);
        String known = call.get("stateMachineArn").asText().equals(ARN) ? begun.putIfAbsent(name, input) : "other";
        if (known == null || (known.equals(input) && !stopped.contains(arn(name)) && !ended.contains(name))) {
            send(exchange, 200, "{\"executionArn\":\"" + arn(name) + "\",\"startDate\":1.0}");
        } else {
            error(exchange, known.equals("other") ? "StateMachineDoesNotExist" : "ExecutionAlreadyExists");
        }
    }

    private void stop(HttpExchange exchange, JsonNode call) throws IOException {
        String arn = call.get("executionArn").asText();
        if (begun.keySet().stream().noneMatch(name -> arn(name).equals(arn))) {
            error(exchange, "ExecutionDoesNotExist");
            return;
        }
        stopped.add(arn);
        send(exchange, 200, "{\"stopDate\":2.0}");
    }

    private static String arn(String name) {
        return ARN.replace(":stateMachine:", ":execution:") + ":" + name;
    }

    private static void error(HttpExchange exchange, String type) throws IOException {
        send(exchange, 400, "{\"__type\":\"com.amazonaws.swf.service.v2.model#" + type + "\",\"message\":\"no\"}");
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
