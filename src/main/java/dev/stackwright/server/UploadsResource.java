package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.event.IncomingResults.Place;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What users put into the store for requests to name; {@link UploadRoute} takes more of it. */
@Path("/api/uploads")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "uploads")
public class UploadsResource {

    /** A page of S3's own listings. */
    private static final int USUAL = 1000;

    /** A store lists by key, a thousand at a time; to find the newest, each has to be looked at. */
    private static final int MOST_KEYS = 20_000;

    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparing(Place::at).reversed().thenComparing(Place::key);

    private final Stackwright stackwright;

    @Inject
    UploadsResource(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    /**
     * One object.
     *
     * @param url as other requests name it
     * @param size in bytes
     */
    public record Upload(String url, long size, Instant at) {}

    @GET
    @Operation(
            operationId = "listUploads",
            summary = "Objects below uploads/ and incoming/, newest first",
            description =
                    "A page of them; the header Link leads to the next one. 400 where there are more than 20,000 below"
                            + " one of the two: list them in the store.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 1000; 1000 where absent",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "as the header Link has it",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponseSchema(Upload[].class)
    public RestResponse<List<Upload>> list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        String cursor = paging.cursor();
        Place after = cursor == null ? null : Parameters.cursor(cursor, Place::parse);
        List<ObjectSummary> rest = Stream.of(BucketLayout.UPLOADS, BucketLayout.INCOMING)
                .flatMap(prefix -> all(prefix).stream())
                .filter(object -> after == null || NEWEST_FIRST.compare(place(object), after) > 0)
                .sorted(Comparator.comparing(UploadsResource::place, NEWEST_FIRST))
                .toList();
        List<ObjectSummary> page = rest.subList(0, Math.min(paging.limitOr(USUAL), rest.size()));
        return Paging.page(
                page.stream().map(this::upload).toList(),
                uri,
                page.size() < rest.size() ? place(page.get(page.size() - 1)).text() : null);
    }

    private List<ObjectSummary> all(String prefix) {
        try (Stream<ObjectSummary> found = stackwright.store().list(prefix)) {
            List<ObjectSummary> all = found.limit(MOST_KEYS + 1L).toList();
            if (all.size() > MOST_KEYS) {
                throw new ProblemException(Problem.of(
                        ProblemKind.INVALID_REQUEST,
                        "expected at most " + MOST_KEYS + " objects below " + prefix
                                + " to find the newest of, found more; list " + prefix + " in the store",
                        null));
            }
            return all;
        }
    }

    private Upload upload(ObjectSummary object) {
        return new Upload(
                "s3://" + stackwright.store().bucket() + "/" + object.key(), object.size(), object.lastModified());
    }

    private static Place place(ObjectSummary object) {
        return new Place(object.lastModified(), object.key().value());
    }
}
