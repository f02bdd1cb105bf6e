package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.common.Json;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.EventOutcome;
import dev.stackwright.event.parser.EventReader;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Takes events of uploads, {@code POST /events}: where the Lambda web adapter puts whatever is no HTTP request. A batch of
 * SQS is always answered with 200 and {@code batchItemFailures}, as the adapter passes on the body alone.
 */
@Path(EventsResource.PATH)
@Blocking
@Tag(name = "functions")
public class EventsResource {

    static final String PATH = "/events";
    static final String CLOUD_EVENTS = "application/cloudevents+json";

    private final Stackwright stackwright;

    @Inject
    EventsResource(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, CLOUD_EVENTS})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "events",
            summary = "Does what uploads ask for",
            description = "Takes an event of EventBridge, records of S3, SQS or SNS, an SNS envelope, or a CloudEvent"
                    + " (structured, or binary with ce-… headers). A dataset below datasets/ starts a run, an image"
                    + " below incoming/<ensemble>/ is classified into results/<ensemble>/. Telling an event again"
                    + " changes nothing.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = CLOUD_EVENTS, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(
            responseCode = "200",
            description = "For a batch of SQS, batchItemFailures: the messages to tell again. Else outcomes, one an"
                    + " event: started, classified, ignored, superseded, repeated or refused",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(oneOf = {EventReply.Batch.class, EventReply.Outcomes.class})))
    @APIResponse(
            responseCode = "400",
            description = "Malformed; says what is missing",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "503",
            description = "Not handled now; tell it again",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Response take(@Context RoutingContext http) {
        EventReply reply = stackwright.events().take(EventReader.read(RequestBodies.of(http), headers(http)));
        if (reply instanceof EventReply.Outcomes && reply.outcomes().stream().anyMatch(EventOutcome::retryHelps)) {
            throw new ProblemException(Problem.of(
                    ProblemKind.EVENT_NOT_HANDLED,
                    reply.outcomes().stream()
                            .filter(EventOutcome::retryHelps)
                            .map(o -> o.object() + ": " + o.detail())
                            .collect(Collectors.joining("; ", "", "; tell it again"))));
        }
        return Response.ok(Json.bytes(reply), MediaType.APPLICATION_JSON).build();
    }

    /** Names in lower case; of several of a name, the first. */
    private static Map<String, String> headers(RoutingContext http) {
        return http.request().headers().entries().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (first, other) -> first));
    }
}
