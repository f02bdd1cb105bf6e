package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.app.Stackwright;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.run.VersionDiff;
import dev.stackwright.train.report.html.ReportPage;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Ensembles, their versions and promotions over REST. */
@Path("/api/ensembles")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "ensembles")
public class EnsemblesResource {

    /** It was made of users' names: no script, no request, no origin. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

    private final Stackwright stackwright;

    private final SecurityIdentity caller;

    @Inject
    EnsemblesResource(Stackwright stackwright, SecurityIdentity caller) {
        this.stackwright = stackwright;
        this.caller = caller;
    }

    /**
     * One line of the list.
     *
     * @param served the promoted version, absent where none was ever promoted
     * @param damaged what of it cannot be read, a line each; absent where all can
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnsembleSummary(
            EnsembleName ensemble,
            @Nullable EnsembleVersion served,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> damaged) {}

    /**
     * An ensemble with its history.
     *
     * @param served the promoted version, absent where none was ever promoted
     * @param versions whole versions, oldest first
     * @param promotions oldest first; the last one counts
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnsembleView(
            EnsembleName ensemble,
            @Nullable EnsembleVersion served,
            List<EnsembleVersion> versions,
            List<Promotion> promotions) {}

    /**
     * Either a version or {@code rollback: true}.
     *
     * @param why for the record
     */
    public record PromotionRequest(
            @Nullable EnsembleVersion version,
            @Nullable Boolean rollback,
            @Nullable String why) {}

    @GET
    @Operation(
            operationId = "listEnsembles",
            summary = "Every ensemble and the version that is served",
            description = "By name. With limit, a page; the header Link leads to the next one.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 1000; all where absent",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "the name that the page comes after",
            schema = @Schema(type = SchemaType.STRING))
    public RestResponse<List<EnsembleSummary>> list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        String cursor = paging.cursor();
        String after = cursor == null
                ? ""
                : Parameters.cursor(cursor, EnsembleName::new).value();
        List<EnsembleName> names = repository().names().stream()
                .filter(name -> name.value().compareTo(after) > 0)
                .sorted(Comparator.comparing(EnsembleName::value))
                .toList();
        List<EnsembleName> page = names.subList(0, Math.min(paging.limit(), names.size()));
        return Paging.page(
                page.stream()
                        .map(name -> new EnsembleSummary(
                                name, served(name), repository().damage(name)))
                        .toList(),
                uri,
                page.size() < names.size() ? page.get(page.size() - 1).value() : null);
    }

    @GET
    @Path("/{name}")
    @Operation(operationId = "getEnsemble", summary = "One ensemble: its versions and promotions")
    public EnsembleView get(@PathParam("name") String text) {
        EnsembleName name = Parameters.ensemble(text);
        List<EnsembleVersion> versions = repository().versions(name);
        if (versions.isEmpty()) {
            throw new UnknownEnsembleException("there is no ensemble '" + name + "'; expected one of "
                    + repository().names());
        }
        return new EnsembleView(name, served(name), versions, repository().promotions(name));
    }

    @GET
    @Path("/{name}/versions/{version}")
    @Operation(operationId = "getVersion", summary = "The manifest of one version")
    public Manifest version(@PathParam("name") String text, @PathParam("version") String versionText) {
        EnsembleName name = Parameters.ensemble(text);
        EnsembleVersion version = Parameters.version(versionText);
        return repository().manifest(name, version).orElseThrow(() -> unknown(name, version));
    }

    @GET
    @Path("/{name}/versions/{version}/report")
    @Operation(
            operationId = "getReport",
            summary = "The report of one version: figures, curves, confusion, suspicious labels")
    public Response report(@PathParam("name") String text, @PathParam("version") String versionText) {
        Manifest manifest = version(text, versionText);
        return Response.ok(repository().report(manifest), MediaType.APPLICATION_JSON)
                .build();
    }

    @GET
    @Path("/{name}/versions/{version}/report.html")
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "getReportPage", summary = "The report of one version as a page that stands by itself")
    public Response page(@PathParam("name") String text, @PathParam("version") String versionText) {
        return Response.ok(ReportPage.of(repository(), version(text, versionText)), MediaType.TEXT_HTML)
                .header("Content-Security-Policy", PAGE_POLICY)
                .build();
    }

    @GET
    @Path("/{name}/versions/{version}/diff/{other}")
    @Operation(
            operationId = "diffVersions",
            summary = "What changed from one version to another",
            description = "Data, recipe, figures, and the validation photos that the two answer differently.")
    public VersionDiff diff(
            @PathParam("name") String text,
            @PathParam("version") String versionText,
            @PathParam("other") String otherText) {
        return VersionDiff.of(stackwright.store(), repository(), version(text, versionText), version(text, otherText));
    }

    @POST
    @Path("/{name}/promotions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "promote",
            summary = "Promotes a version, or rolls back to the one served before",
            description = "The body is {\"version\": \"…\"} or {\"rollback\": true}; why is optional.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PromotionRequest.class)))
    public Promotion promote(@PathParam("name") String text, @Context RoutingContext http) {
        EnsembleName name = Parameters.ensemble(text);
        PromotionRequest request = RequestBodies.read(RequestBodies.of(http), PromotionRequest.class);
        boolean rollback = Boolean.TRUE.equals(request.rollback());
        String why = request.why() == null ? "asked for over HTTP" : request.why();
        if ((request.version() == null) != rollback) {
            throw new ProblemException(Problem.of(
                    ProblemKind.INVALID_REQUEST,
                    "expected either a version or rollback: true, found " + (rollback ? "both" : "neither"),
                    "version"));
        }
        return request.version() == null
                ? repository().rollback(name, actor(), why)
                : repository().promote(name, request.version(), actor(), why);
    }

    /** Who acts, for the record of promotions. */
    private String actor() {
        return caller.isAnonymous() ? "http" : caller.getPrincipal().getName() + " over http";
    }

    private @Nullable EnsembleVersion served(EnsembleName name) {
        return repository().promoted(name).map(Promotion::version).orElse(null);
    }

    private UnknownEnsembleException unknown(EnsembleName name, EnsembleVersion version) {
        return new UnknownEnsembleException("ensemble '" + name + "' has no version " + version + "; expected one of "
                + repository().versions(name));
    }

    private EnsembleRepository repository() {
        return stackwright.ensembles();
    }
}
