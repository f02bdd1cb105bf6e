package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** As often as a run writes its progress. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Looks after which a run is sent also where nothing changed, as a silent connection is closed. */
    private static final int MOST_SILENT = 20;

    private final Stackwright stackwright;

    @Inject
    RunsResource(Stackwright stackwright) {
        this.stackwright = stackwright;
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
                    + " time when it ended")
    public Multi<RunView> progress(@PathParam("run") String run) {
        RunId id = Parameters.run(run);
        stackwright.runs().get(id);
        AtomicInteger looks = new AtomicInteger();
        return Multi.createBy()
                .repeating()
                .supplier(() -> new Seen(stackwright.runs().get(id), looks.getAndIncrement() / MOST_SILENT))
                .withDelay(LOOK)
                .whilst(seen -> !seen.view().state().phase().ended())
                .skip()
                .repetitions()
                .map(Seen::view)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor());
    }

    private record Seen(RunView view, int period) {}

    @GET
    @Path("/{run}/stages")
    @Operation(
            operationId = "listStages",
            summary = "Every stage of a run that has begun, in order, and the latest remarks",
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
            description = "For a run whose launch failed; where it was launched, nothing happens.")
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
