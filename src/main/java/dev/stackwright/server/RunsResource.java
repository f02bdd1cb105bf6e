package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Training runs over REST. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "runs")
public class RunsResource {

    private final Stackwright stackwright;
    private final RunStreams streams;

    @Inject
    RunsResource(Stackwright stackwright, RunStreams streams) {
        this.stackwright = stackwright;
        this.streams = streams;
    }

    @GET
    @Operation(
            operationId = "listRuns",
            summary = "Every run, newest first",
            description =
                    "Of one that cannot be read, its id and, as damaged, what is wrong and what to do. With limit, a"
                            + " page; the header Link leads to the next one.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 1000; all where absent",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "the run that the page comes after",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponseSchema(RunView[].class)
    public RestResponse<List<Runs.Listed>> list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        String cursor = paging.cursor();
        Runs.Page page =
                stackwright.runs().page(cursor == null ? null : Parameters.cursor(cursor, RunId::new), paging.limit());
        return Paging.page(
                page.runs(), uri, page.next() == null ? null : page.next().toString());
    }

    @GET
    @Path("/{run}")
    @Operation(operationId = "getRun", summary = "One run: its request, its state, how far it is")
    public RunView get(@PathParam("run") String run) {
        return stackwright.runs().get(Parameters.run(run));
    }

    @GET
    @Path("/{run}/progress")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "watchRun",
            summary = "The run as server-sent events: at once, on every change and every 20 seconds, and for the last"
                    + " time when it ended",
            description =
                    "With its stages, the curves of its trainings (loss and accuracy by epoch), and remarks. At most"
                            + " half of stackwright.http.max-requests may watch at once.")
    public Multi<RunEvent> progress(@PathParam("run") String run) {
        Runs runs = stackwright.runs();
        RunId id = Parameters.run(run);
        runs.get(id);
        return streams.watch(() -> RunEvent.of(runs.get(id), runs.progress(id)));
    }

    @GET
    @Path("/{run}/stages")
    @Operation(
            operationId = "listStages",
            summary = "Every stage of a run that has begun, in order, with the curves of its trainings, and the latest"
                    + " remarks",
            description = "Both lists are empty before the run begins.")
    public ProgressDocument stages(@PathParam("run") String run) {
        RunView view = stackwright.runs().get(Parameters.run(run));
        return stackwright
                .runs()
                .progress(view.run())
                .orElseGet(() -> new ProgressDocument("", view.state().at(), List.of(), List.of()));
    }

    @POST
    @Path("/{run}/launch")
    @Operation(
            operationId = "launchRun",
            summary = "Launches a run that waits, once more",
            description =
                    "For a run whose launch failed; where it was launched, nothing happens. A run that waits although what"
                            + " was launched for it has ended answers 409: cancel it and ask for it again.")
    public RunView launch(@PathParam("run") String run) {
        return stackwright.runs().launch(Parameters.run(run));
    }

    @DELETE
    @Path("/{run}")
    @Operation(
            operationId = "cancelRun",
            summary = "Cancels a run: a queued one at once, a running one between two steps",
            description = "Cancelling a cancelled run changes nothing; one that succeeded or failed answers 409.")
    public RunView cancel(@PathParam("run") String run) {
        RunId id = Parameters.run(run);
        RunView view = stackwright.runs().cancel(id);
        Phase phase = view.state().phase();
        if (phase == Phase.SUCCEEDED || phase == Phase.FAILED) {
            throw new ProblemException(Problem.of(
                    ProblemKind.CONFLICT, "run " + id + " has " + phase.text() + "; nothing to cancel", "run"));
        }
        return view;
    }
}
