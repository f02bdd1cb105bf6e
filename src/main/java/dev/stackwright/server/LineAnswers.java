package dev.stackwright.server;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers of {@code POST /classify} line by line, where the query says {@code stream=true} or {@code Accept} names {@link
 * #TYPE}: each line is an answer with one result, sent as soon as it is known. An error of the whole request before the
 * first line is a problem as usual; one after it ends the connection before the answer's end.
 */
final class LineAnswers {

    static final String PARAMETER = "stream";

    private static final System.Logger LOG = System.getLogger(LineAnswers.class.getName());
    static final String TYPE = "application/x-ndjson";

    private LineAnswers() {}

    static boolean areWanted(RoutingContext rc) {
        return List.of("true").equals(rc.queryParam(PARAMETER))
                || rc.parsedHeaders().accept().stream().anyMatch(type -> TYPE.equals(type.value()));
    }

    /** What answers, on a thread that may wait. */
    @FunctionalInterface
    interface Work {
        void run(Consumer<ClassifyReply> each);
    }

    static void send(RoutingContext rc, Work work) {
        rc.vertx()
                .executeBlocking(
                        () -> {
                            work.run(reply -> write(rc, reply));
                            return true;
                        },
                        false)
                .onSuccess(done -> rc.response().end())
                .onFailure(failure -> end(rc, failure));
    }

    private static void write(RoutingContext rc, ClassifyReply reply) {
        if (rc.response().closed()) {
            throw new CancelledException();
        }
        if (!rc.response().headWritten()) {
            rc.response().putHeader("content-type", TYPE).setChunked(true);
        }
        var unused = rc.response().write(Buffer.buffer(Json.line(reply)));
    }

    private static void end(RoutingContext rc, Throwable failure) {
        if (rc.response().headWritten() && !rc.response().closed()) {
            LOG.log(WARNING, "an answer line by line could not be finished", failure);
            var unused = rc.request().connection().close();
        } else {
            rc.fail(failure);
        }
    }
}
