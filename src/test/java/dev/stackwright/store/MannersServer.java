package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads and writes objects over HTTP as stores do that are not AWS's, each with manners of its own. */
final class MannersServer implements AutoCloseable {

    /** What such a store does otherwise. */
    enum Manner {
        /** 501 to checksums behind the body: older MinIO, Ceph, Storj. */
        NO_TRAILERS,
        /** Writes whatever the condition is. */
        IGNORES_CONDITIONS,
        /** 501 to conditions on writing. */
        REFUSES_CONDITIONS,
        /** 403 for what is missing, as Amazon S3 to a role that may not list. */
        HIDES_WHAT_IS_MISSING
    }

    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration MOST_SKEW = Duration.ofMinutes(15);

    private final Set<Manner> manners = EnumSet.noneOf(Manner.class);
    private final Duration ahead;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param ahead how much its clock is ahead of this machine's */
    MannersServer(Duration ahead, Manner... manners) {
        this.ahead = ahead;
        this.manners.addAll(List.of(manners));
        server = vertx.createHttpServer()
                .requestHandler(request ->
                        request.body().onSuccess(body -> answer(request, request.response(), body.getBytes())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    StoreSettings settings() {
        return StoreSettings.at(URI.create("http://127.0.0.1:" + server.actualPort()), "photos")
                .withCredentials(new StoreSettings.Credentials("any", "one"));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest http, HttpServerResponse answer, byte[] body) {
        requests.add(http.method() + " " + http.path());
        Instant now = Instant.now().plus(ahead);
        answer.putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        Instant signed = Instant.from(SIGNED.parse(http.getHeader("X-Amz-Date")));
        if (Duration.between(signed, now).abs().compareTo(MOST_SKEW) > 0) {
            refuse(answer, 403, "RequestTimeTooSkewed");
        } else if (http.method().equals(HttpMethod.PUT)) {
            put(http, answer, body);
        } else {
            get(http.path(), answer);
        }
    }

    private void put(HttpServerRequest http, HttpServerResponse answer, byte[] body) {
        boolean conditional = http.getHeader("If-None-Match") != null;
        if (manners.contains(Manner.NO_TRAILERS) && http.getHeader("X-Amz-Trailer") != null) {
            refuse(answer, 501, "NotImplemented");
        } else if (conditional && manners.contains(Manner.REFUSES_CONDITIONS)) {
            refuse(answer, 501, "NotImplemented");
        } else if (conditional && !manners.contains(Manner.IGNORES_CONDITIONS) && objects.containsKey(http.path())) {
            refuse(answer, 412, "PreconditionFailed");
        } else {
            objects.put(http.path(), "aws-chunked".equals(http.getHeader("Content-Encoding")) ? joined(body) : body);
            answer.putHeader("ETag", "\"x\"").end();
        }
    }

    private void get(String key, HttpServerResponse answer) {
        byte[] found = objects.get(key);
        if (found != null) {
            answer.end(Buffer.buffer(found));
        } else if (manners.contains(Manner.HIDES_WHAT_IS_MISSING)) {
            refuse(answer, 403, "AccessDenied");
        } else {
            refuse(answer, 404, "NoSuchKey");
        }
    }

    private static void refuse(HttpServerResponse answer, int status, String code) {
        answer.setStatusCode(status)
                .end("<Error><Code>" + code + "</Code><Message>" + code.toLowerCase(Locale.ROOT)
                        + "</Message></Error>");
    }

    /** A body in signed chunks: {@code <hex size>;chunk-signature=…\r\n<bytes>\r\n}, the last one of size zero. */
    private static byte[] joined(byte[] chunked) {
        String text = new String(chunked, ISO_8859_1);
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, line).replaceFirst(";.*", ""), 16);
            if (size == 0) {
                return whole.toString().getBytes(ISO_8859_1);
            }
            whole.append(text, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }
}
