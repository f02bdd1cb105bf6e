package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.event.IncomingResults;
import dev.stackwright.event.IncomingResults.IncomingResult;
import dev.stackwright.store.NewestObjects.Place;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of images that were put below {@code incoming/}. */
@Path("/api/results")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "uploads")
public class ResultsResource {

    /** Each entry is an object that is read. */
    private static final int MOST = 100;

    private static final int USUAL = 20;
    private static final String ENSEMBLE = "ensemble";

    private final Stackwright stackwright;

    @Inject
    ResultsResource(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    @GET
    @Operation(
            operationId = "listResults",
            summary = "Answers to images below incoming/, newest first",
            description =
                    "A page of them; the header Link leads to the next one. Of one that cannot be read, as damaged,"
                            + " what is wrong. 400 where there are more than 100,000: name an ensemble.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 100; 20 where absent",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "as the header Link has it",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = ENSEMBLE,
            in = ParameterIn.QUERY,
            description = "of this ensemble alone",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponseSchema(IncomingResult[].class)
    public RestResponse<List<IncomingResult>> list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri, MOST, ENSEMBLE);
        String cursor = paging.cursor();
        String ensemble = uri.getQueryParameters().getFirst(ENSEMBLE);
        IncomingResults.Page page = new IncomingResults(stackwright.store())
                .page(
                        Optional.ofNullable(ensemble).map(Parameters::ensemble),
                        cursor == null ? null : Parameters.cursor(cursor, Place::parse),
                        paging.limitOr(USUAL));
        Place next = page.next();
        return Paging.page(page.results(), uri, next == null ? null : next.text());
    }
}
