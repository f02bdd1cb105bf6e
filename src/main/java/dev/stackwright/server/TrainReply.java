package dev.stackwright.server;

import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;

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
