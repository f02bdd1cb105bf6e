package dev.stackwright.bench;

import com.sun.net.httpserver.HttpServer;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Callers of a server that was started with {@code --set stackwright.classify.allow-private-addresses=true --set
 * stackwright.classify.ports=IMAGE-PORT}: each sends {@code POST /classify} with some urls again and again. An image server of
 * its own on loopback has every photo under any name. Meanwhile readiness is asked five times a second.
 *
 * <p>Arguments: the server, {@code http://127.0.0.1:8080}, an ensemble, a JPEG, the image server's port, callers, urls in each
 * request, seconds, and the server's process id for its memory.
 */
public final class ServerLoad {

    private static final Duration BETWEEN = Duration.ofMillis(200);
    /** Of readiness for one look at the server's memory: ten seconds. */
    private static final int LOOKS = 50;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final long end;
    private final ConcurrentLinkedQueue<Long> answered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> health = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    private ServerLoad(URI server, Duration length) {
        this.server = server;
        this.end = System.nanoTime() + length.toNanos();
    }

    public static void main(String[] arguments) throws Exception {
        byte[] photo = Files.readAllBytes(Path.of(arguments[2]));
        int port = Integer.parseInt(arguments[3]);
        int callers = Integer.parseInt(arguments[4]);
        int urls = Integer.parseInt(arguments[5]);
        Duration length = Duration.ofSeconds(Long.parseLong(arguments[6]));
        // else it writes head and body apart and waits 40 ms for the acknowledgement of the head
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer images = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        images.setExecutor(Executors.newFixedThreadPool(16));
        images.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, photo.length);
            exchange.getResponseBody().write(photo);
            exchange.close();
        });
        images.start();
        System.out.println("memory before: " + memory(arguments[7]));
        ServerLoad load = new ServerLoad(URI.create(arguments[0]), length);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> all = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            String prefix = "http://127.0.0.1:" + port + "/" + caller + "/";
            all.add(threads.submit(() -> load.call(arguments[1], prefix, urls)));
        }
        all.add(threads.submit(() -> load.askHealth(arguments[7])));
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdownNow();
        images.stop(0);
        load.print(callers, urls, length);
        System.out.println("memory after: " + memory(arguments[7]));
        System.exit(0); // the image server's threads wait for ever
    }

    private @org.jspecify.annotations.Nullable Void call(String ensemble, String prefix, int urls) throws Exception {
        for (int round = 0; System.nanoTime() < end; round++) {
            int from = round * urls;
            byte[] body = Json.bytes(Map.of(
                    "ensemble",
                    ensemble,
                    "urls",
                    IntStream.range(from, from + urls).mapToObj(i -> prefix + i).toList()));
            long began = System.nanoTime();
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(server.resolve("/classify"))
                            .header("Content-Type", "application/json")
                            .timeout(PATIENCE)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofInputStream());
            String text = new String(answer.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (answer.statusCode() == 200) {
                answered.add(System.nanoTime() - began);
                Json.mapper()
                        .readTree(text)
                        .get("results")
                        .forEach(result -> count(
                                result.has("error")
                                        ? "image: " + result.at("/error/code").asText()
                                        : "image answered"));
            } else {
                String again = answer.headers().firstValue("Retry-After").orElse("none");
                count(answer.statusCode() + ", Retry-After " + again);
                if (!again.equals("none")) {
                    Thread.sleep(Duration.ofSeconds(Long.parseLong(again)).toMillis());
                }
            }
        }
        return null;
    }

    private @org.jspecify.annotations.Nullable Void askHealth(String process) throws Exception {
        for (long asked = 0; System.nanoTime() < end; asked++) {
            if (asked % LOOKS == 0) {
                System.out.println("memory meanwhile: " + memory(process));
            }
            long began = System.nanoTime();
            int status = http.send(
                            HttpRequest.newBuilder(server.resolve("/q/health/ready"))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            health.add(System.nanoTime() - began);
            count("health " + status);
            Thread.sleep(BETWEEN.toMillis());
        }
        return null;
    }

    private void count(String what) {
        outcomes.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
    }

    private void print(int callers, int urls, Duration length) {
        System.out.printf(
                "%d callers of %d urls, %d s: %.2f requests/s, %s; health %s; %s%n",
                callers,
                urls,
                length.toSeconds(),
                answered.size() / (double) length.toSeconds(),
                times(answered),
                times(health),
                outcomes);
    }

    private static String times(ConcurrentLinkedQueue<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : "p50 %.0f ms, p99 %.0f ms, most %.0f ms"
                        .formatted(
                                sorted[sorted.length / 2] / 1e6,
                                sorted[(int) (sorted.length * 0.99)] / 1e6,
                                sorted[sorted.length - 1] / 1e6);
    }

    /** Resident, as Linux tells it. */
    private static String memory(String process) throws IOException {
        return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("not known");
    }
}
