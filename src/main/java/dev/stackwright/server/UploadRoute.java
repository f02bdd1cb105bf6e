package dev.stackwright.server;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.app.Stackwright;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.common.Json;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT /api/uploads/{name}}: a file on its way into the store, where a training or a classification can name it. A
 * route of Vert.x, as a zip with photos is larger than any other body may be. It goes to the disk first: the store wants to
 * know its size, and its key is made of its content, so that sending it again changes nothing.
 */
@ApplicationScoped
class UploadRoute {

    static final String PATH = "/api/uploads/";

    private static final System.Logger LOG = System.getLogger(UploadRoute.class.getName());

    /** After Quarkus has seen who asks (-100), before its limit of bodies (-2). */
    private static final int ORDER = -50;

    private final Stackwright stackwright;
    private final UploadFolder folder;
    private final long most;

    @Inject
    UploadRoute(Stackwright stackwright, StackwrightConfig config) {
        this.stackwright = stackwright;
        this.folder = new UploadFolder(stackwright.directories().cache().resolve("uploads"));
        this.most = config.http().maxUpload().asLongValue();
    }

    /**
     * What was stored.
     *
     * @param url as other requests name it
     * @param size in bytes
     */
    public record Stored(String url, long size) {}

    void install(@Observes Router router) {
        folder.removeAbandoned(Clock.systemUTC());
        router.put(PATH + ":name").order(ORDER).handler(this::take);
    }

    /** Whether a request is one whose body is read here. */
    static boolean takes(String method, String path) {
        return method.equals("PUT") && path.startsWith(PATH);
    }

    private void take(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        request.pause();
        long size = size(request.getHeader("content-length"));
        if (size < 0) {
            refuse(
                    rc,
                    Problem.of(ProblemKind.REFUSED, "expected a header Content-Length, found none")
                            .withStatus(411));
            return;
        }
        if (size == 0 || size > most) {
            refuse(
                    rc,
                    size == 0
                            ? Problem.of(ProblemKind.INVALID_REQUEST, "expected a file of 1 byte or more, found none")
                            : Problem.of(
                                    ProblemKind.TOO_LARGE,
                                    "expected a file of at most " + most + " bytes, found one of " + size
                                            + "; larger ones go into the store by the S3 protocol, or set"
                                            + " stackwright.http.max-upload"));
            return;
        }
        Vertx vertx = rc.vertx();
        vertx.executeBlocking(this::temporary)
                .compose(file -> received(rc, file)
                        .compose(done ->
                                vertx.executeBlocking(() -> stored(String.valueOf(rc.pathParam("name")), file), false))
                        .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(file), false)))
                .onSuccess(stored -> rc.response()
                        .setStatusCode(201)
                        .putHeader("content-type", "application/json")
                        .end(Buffer.buffer(Json.bytes(stored))))
                .onFailure(failure -> failed(rc, failure));
    }

    /** As for a body that is refused: the rest of it may still be on its way. */
    private static void failed(RoutingContext rc, Throwable failure) {
        if (!(failure instanceof UncheckedIOException) || rc.response().headWritten()) {
            rc.fail(failure);
            return;
        }
        LOG.log(
                WARNING,
                "a file that was sent could not be kept in the cache directory on its way to the store",
                failure);
        refuse(
                rc,
                Problem.of(
                        ProblemKind.INTERNAL,
                        "expected to write the file to the server's cache directory, found its disk full or not writable; the"
                                + " server's log says which: make room, or set stackwright.cache-directory, and send the"
                                + " file again"));
    }

    /** Whoever has begun to send a body that nobody reads is told so by the end of the connection. */
    private static void refuse(RoutingContext rc, Problem problem) {
        rc.response().putHeader("connection", "close");
        FunctionRoutes.answer(rc, problem);
    }

    private static long size(@Nullable String header) {
        try {
            return header == null ? -1 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Future<Void> received(RoutingContext rc, Path file) {
        return UploadedFile.open(rc.vertx().fileSystem(), file)
                .compose(open -> rc.request().pipeTo(open));
    }

    private Path temporary() {
        try {
            return folder.file();
        } catch (IOException e) {
            throw UploadedFile.ours(e);
        }
    }

    private Stored stored(String name, Path file) {
        try {
            ObjectKey key = key(Sha256.of(file).brief(), name);
            long size = Files.size(file);
            var unused = stackwright.store().create(key, file);
            return new Stored("s3://" + stackwright.store().bucket() + "/" + key, size);
        } catch (IOException e) {
            throw UploadedFile.ours(e);
        }
    }

    private static ObjectKey key(String digest, String name) {
        try {
            return new ObjectKey(BucketLayout.UPLOADS + digest + "/" + name);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), "name"));
        }
    }
}
