package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.NewestObjects;
import dev.stackwright.store.NewestObjects.Place;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What users put into the store for requests to name; {@link UploadRoute} takes more of it. */
@Path("/api/uploads")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "uploads")
public class UploadsResource {

    /** A page of S3's own listings. */
    private static final int USUAL = 1000;

    private static final String PREFIX = "prefix";
    private static final List<String> ALL = List.of(BucketLayout.UPLOADS, BucketLayout.INCOMING);

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
                    "A page of them; the header Link leads to the next one. 400 where there are more than 100,000 below"
                            + " a prefix: name a longer one.")
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
    @Parameter(
            name = PREFIX,
            in = ParameterIn.QUERY,
            description = "of keys; begins with uploads/ or incoming/",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponseSchema(Upload[].class)
    public RestResponse<List<Upload>> list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri, USUAL, PREFIX);
        String cursor = paging.cursor();
        Place after = cursor == null ? null : Parameters.cursor(cursor, Place::parse);
        List<String> prefixes = prefixes(uri.getQueryParameters().getFirst(PREFIX));
        NewestObjects.Page page;
        try {
            page = new NewestObjects(stackwright.store()).page(prefixes, object -> true, after, paging.limitOr(USUAL));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(PREFIX, "name a longer prefix: " + e.getMessage());
        }
        Place next = page.next();
        return Paging.page(page.objects().stream().map(this::upload).toList(), uri, next == null ? null : next.text());
    }

    private static List<String> prefixes(@Nullable String asked) {
        if (asked == null) {
            return ALL;
        }
        if (ALL.stream().noneMatch(asked::startsWith)) {
            throw new InvalidRequestException(
                    PREFIX, "expected one that begins with " + String.join(" or ", ALL) + ", found '" + asked + "'");
        }
        return List.of(asked);
    }

    private Upload upload(ObjectSummary object) {
        return new Upload(
                "s3://" + stackwright.store().bucket() + "/" + object.key(), object.size(), object.lastModified());
    }
}
