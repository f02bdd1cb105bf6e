package dev.stackwright.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Another server on loopback, for pages of another origin than the product's. Close it. */
final class OtherSite implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private OtherSite(HttpServer server) {
        this.server = server;
    }

    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    static OtherSite answering(Answer answer) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OtherSite site = new OtherSite(server);
            server.setExecutor(site.threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    answer.to(exchange);
                }
            });
            server.start();
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The product's own page, whose API answers only to one key. */
    static OtherSite thatWants(String key) {
        return answering(exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/api/")) {
                boolean known =
                        ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"));
                reply(
                        exchange,
                        known ? 200 : 401,
                        "application/json",
                        (known ? "[{\"ensemble\":\"secret\",\"served\":\"20261128t000000z-00000000\"}]" : "{}")
                                .getBytes(StandardCharsets.UTF_8));
                return;
            }
            String file = path.equals("/") ? "/index.html" : path;
            try (InputStream in = OtherSite.class.getResourceAsStream("/META-INF/resources" + file)) {
                String type =
                        file.endsWith(".js") ? "text/javascript" : file.endsWith(".css") ? "text/css" : "text/html";
                reply(exchange, in == null ? 404 : 200, type, in == null ? new byte[0] : in.readAllBytes());
            }
        });
    }

    static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
