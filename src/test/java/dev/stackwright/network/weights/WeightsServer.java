package dev.stackwright.network.weights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stackwright.common.Backoff;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A file server on loopback that knows ranges, and misbehaves when told to. */
final class WeightsServer implements AutoCloseable {

    interface Misbehaviour {
        /** Answers the exchange itself and returns true, or leaves it to the server. */
        boolean answers(HttpExchange exchange, int request) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** Of each request: {@code GET /file range}. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile Misbehaviour misbehaviour = (exchange, request) -> false;
    volatile String tag = "\"one\"";

    WeightsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** A downloader that finds no host but those of this machine, and never really pauses. */
    static Downloader downloader(DownloadPolicy policy, Backoff.Sleeper sleeper) {
        Backoff backoff = new Backoff(
                policy.backoff().tries(),
                policy.backoff().first(),
                policy.backoff().longest(),
                sleeper);
        HostResolver resolver = host -> {
            if (!host.equals("127.0.0.1")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
        return new Downloader(policy.withBackoff(backoff), resolver, ProxySettings.NONE, "stackwright/test");
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
    }

    void put(String path, byte[] content) {
        files.put("/" + path, content);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
            if (misbehaviour.answers(exchange, requests.size())) {
                return;
            }
            byte[] content = files.get(path);
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().add("ETag", tag);
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                requests.set(requests.size() - 1, requests.get(requests.size() - 1) + " unchanged");
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
            int from = range == null || !same ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            exchange.getResponseBody().write(content, from, content.length - from);
        }
    }

    /** Promises the whole content and breaks off after {@code length} bytes. */
    static boolean breakOff(HttpExchange exchange, byte[] content, String tag, int length) throws IOException {
        exchange.getResponseHeaders().add("ETag", tag);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, length);
        exchange.getResponseBody().flush();
        return true;
    }

    static boolean status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        return true;
    }

    static boolean redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        return status(exchange, 302);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
