package dev.stackwright.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Says of every operation of the OpenAPI document how it may be refused, and how callers say who they are. */
final class OpenApiProblems {

    private static final String KEY = "key";
    private static final String HEADER = "header";

    private OpenApiProblems() {}

    static void addTo(OpenAPI document) {
        document.getComponents()
                .addSecurityScheme(
                        KEY,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key or a token, where the server asks for one"))
                .addSecurityScheme(
                        HEADER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("X-API-Key")
                                .description("The same key, for those who cannot set Authorization"));
        document.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((method, operation) -> refine(path, method, operation)));
    }

    private static void refine(String path, PathItem.HttpMethod method, Operation operation) {
        operation
                .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(KEY))
                .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(HEADER));
        Map<Integer, List<ProblemKind>> kinds = new LinkedHashMap<>();
        for (ProblemKind kind : ProblemKind.values()) {
            if (mayBe(kind, path, method)) {
                kinds.computeIfAbsent(kind.status(), status -> new ArrayList<>())
                        .add(kind);
            }
        }
        if (UploadRoute.takes(method.name(), path)) {
            kinds.put(411, List.of(ProblemKind.REFUSED));
        }
        kinds.forEach(
                (status, of) -> operation.getResponses().addAPIResponse(String.valueOf(status), response(status, of)));
    }

    private static boolean mayBe(ProblemKind kind, String path, PathItem.HttpMethod method) {
        boolean reads = method == PathItem.HttpMethod.GET;
        boolean hasBody = method == PathItem.HttpMethod.POST || method == PathItem.HttpMethod.PUT;
        boolean ofEnsemble = path.equals("/classify") || path.startsWith("/api/ensembles/");
        boolean ofRun = path.startsWith("/api/runs/");
        return switch (kind) {
            case INVALID_REQUEST,
                    UNAUTHENTICATED,
                    TOO_MANY_TRIES,
                    MISDIRECTED_REQUEST,
                    INTERNAL,
                    STORE_UNAVAILABLE,
                    OVERLOADED -> true;
            case FORBIDDEN, CROSS_SITE_REQUEST -> !reads;
            case MALFORMED_JSON, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE -> hasBody;
            case MALFORMED_EVENT, EVENT_NOT_HANDLED -> path.equals("/events");
            case UNKNOWN_ENSEMBLE -> ofEnsemble;
            case DAMAGED_ENSEMBLE -> ofEnsemble;
            case UNKNOWN_RUN, DAMAGED_OBJECT -> ofRun;
            case LAUNCH_FAILED -> path.equals("/train") || (ofRun && !reads);
            case CONFLICT -> (ofRun || path.endsWith("/promotions")) && !reads;
            case NOT_ACCEPTABLE -> reads;
            case NOT_FOUND, METHOD_NOT_ALLOWED, REFUSED -> false;
        };
    }

    private static APIResponse response(int status, List<ProblemKind> kinds) {
        APIResponse response = OASFactory.createAPIResponse()
                .description(String.join(
                        ", or ", kinds.stream().map(ProblemKind::title).toList()))
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))
                                        .example(example(status, kinds.get(0)))));
        return switch (status) {
            case 401 -> response.addHeader("WWW-Authenticate", header("How to say who asks", SchemaType.STRING));
            case 429, 503 ->
                response.addHeader("Retry-After", header("When to try again, in seconds", SchemaType.INTEGER));
            default -> response;
        };
    }

    private static Map<String, Object> example(int status, ProblemKind kind) {
        // always in this order, so that the document is the same each time
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", kind.type());
        example.put("title", kind.title());
        example.put("status", status);
        example.put("detail", "expected …, found …");
        return example;
    }

    private static Header header(String description, SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
