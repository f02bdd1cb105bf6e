package dev.stackwright.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import io.quarkus.funqy.Funq;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * The two functions, as Funqy serves them at {@code POST /train} and {@code POST /classify}. They take JSON as it is, and
 * null for an empty body: Funqy would pass over unknown fields and could not name the field at fault.
 */
public class Functions {

    private final Stackwright stackwright;

    @Inject
    Functions(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    /** Queues a training run. Paths of the server's own disk are refused: they are not the caller's to read. */
    @Funq
    public TrainReply train(@Nullable JsonNode body) {
        TrainRequest request = RequestBodies.read(body, TrainRequest.class);
        return TrainReply.of(stackwright.runs().submit(stackwright.planner().plan(request, RunPlanner.Origin.REMOTE)));
    }

    /** Classifies up to 64 images: urls, and images in the request. {@link ImageBodies} takes those that are no JSON. */
    @Funq
    public ClassifyReply classify(@Nullable JsonNode body) {
        return stackwright.classify(RequestBodies.read(body, ClassifyRequest.class));
    }

    /** The answer to {@code POST /train}: the run is queued; the links say where to look. */
    public record TrainReply(RunId run, RunState.Phase state, Links links) {

        /**
         * Paths on this server.
         *
         * @param self the run
         * @param progress server-sent events until it ends
         * @param ensemble what it is for
         */
        public record Links(String self, String progress, String ensemble) {}

        static TrainReply of(RunView view) {
            String self = "/api/runs/" + view.run();
            return new TrainReply(
                    view.run(),
                    view.state().phase(),
                    new Links(
                            self,
                            self + "/progress",
                            "/api/ensembles/" + view.request().ensemble()));
        }
    }
}
