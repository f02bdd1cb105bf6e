package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What users put into the store for requests to name; {@link UploadRoute} takes more of it. */
@Path("/api/uploads")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "uploads")
public class UploadsResource {

    /** A page of S3's own listings; a bucket with more is for programs. */
    private static final int MOST = 1000;

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
            description = "At most 1000 of each, the first ones by key.")
    public List<Upload> list() {
        return Stream.of(BucketLayout.UPLOADS, BucketLayout.INCOMING)
                .flatMap(prefix -> first(prefix).stream())
                .sorted(Comparator.comparing(Upload::at).reversed())
                .toList();
    }

    private List<Upload> first(String prefix) {
        try (Stream<ObjectSummary> found = stackwright.store().list(prefix)) {
            return found.limit(MOST)
                    .map(object -> new Upload(
                            "s3://" + stackwright.store().bucket() + "/" + object.key(),
                            object.size(),
                            object.lastModified()))
                    .toList();
        }
    }
}
