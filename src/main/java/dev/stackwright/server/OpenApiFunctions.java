package dev.stackwright.server;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.run.TrainRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The operations that are no REST resources, and so unknown to Quarkus' scanner: the functions and the upload. */
final class OpenApiFunctions {

    private static final String JSON = "application/json";

    private final OpenApiSchemas schemas;

    OpenApiFunctions(OpenApiSchemas schemas) {
        this.schemas = schemas;
    }

    void addTo(Paths paths) {
        paths.addPathItem("/train", OASFactory.createPathItem().POST(train()))
                .addPathItem("/classify", OASFactory.createPathItem().POST(classify()));
        PathItem uploads = OASFactory.createPathItem().PUT(upload());
        paths.addPathItem(UploadRoute.PATH + "{name}", uploads);
    }

    private Operation train() {
        return function("train", "Queues a training run", "202", "Queued", schemas.of(Functions.TrainReply.class))
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(content(JSON, schemas.of(TrainRequest.class))));
    }

    private Operation classify() {
        Schema file = OpenApiSchemas.type(SchemaType.STRING).format("binary");
        Content bodies = content(JSON, schemas.of(ClassifyRequest.class))
                .addMediaType(ImageBodies.FORM, media(form(file)))
                .addMediaType("image/*", media(file));
        Operation classify = function(
                "classify",
                "Classifies images: by their urls, or in the request",
                "200",
                "Answered: one result an image, the urls first, in order; either an answer or an error",
                schemas.of(ClassifyReply.class));
        classify.getResponses()
                .getAPIResponse("200")
                .getContent()
                .addMediaType(
                        LineAnswers.TYPE,
                        media(type(
                                SchemaType.STRING,
                                "with stream=true: a line of JSON an image, each as soon as it is known, like the"
                                        + " answer with one result")));
        return classify.requestBody(
                        OASFactory.createRequestBody().required(true).content(bodies))
                .parameters(query())
                .description(
                        "A body of image/* is one image, with the request's other fields in the query. In a form, each"
                                + " file is an image, whatever its field is called.");
    }

    /** The fields of the JSON body but the images, which are files. */
    private Schema form(Schema file) {
        Schema form = OpenApiSchemas.type(SchemaType.OBJECT);
        fields().forEach(form::addProperty);
        return form.addProperty("file", type(SchemaType.ARRAY, "images").items(file))
                .addRequired("ensemble");
    }

    private List<Parameter> query() {
        List<Parameter> parameters = new ArrayList<>();
        fields().forEach((name, schema) -> parameters.add(OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description("With image/*: " + schema.getDescription())
                .schema(schema)));
        parameters.add(OASFactory.createParameter()
                .name(LineAnswers.PARAMETER)
                .in(Parameter.In.QUERY)
                .description("true: answer line by line, each as soon as it is known")
                .schema(OpenApiSchemas.type(SchemaType.BOOLEAN)));
        return parameters;
    }

    private Map<String, Schema> fields() {
        Schema request = Objects.requireNonNull(schemas.components().get(ClassifyRequest.class.getSimpleName()));
        Map<String, Schema> fields = new LinkedHashMap<>(request.getProperties());
        fields.remove("images");
        return fields;
    }

    private Operation upload() {
        Schema file = OpenApiSchemas.type(SchemaType.STRING).format("binary");
        return function("upload", "Puts a file below uploads/", "201", "Stored", schemas.of(UploadRoute.Stored.class))
                .tags(List.of("uploads"))
                .addParameter(OASFactory.createParameter()
                        .name("name")
                        .in(Parameter.In.PATH)
                        .required(true)
                        .description("of the file; its key is made of the content, too")
                        .schema(OpenApiSchemas.type(SchemaType.STRING)))
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .description("Any type but those of forms; its length has to be told")
                        .content(content("application/octet-stream", file)
                                .addMediaType("application/zip", media(file))));
    }

    private static Operation function(String name, String summary, String status, String done, Schema reply) {
        return OASFactory.createOperation()
                .operationId(name)
                .summary(summary)
                .addTag("functions")
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(
                                status,
                                OASFactory.createAPIResponse().description(done).content(content(JSON, reply))));
    }

    private static Content content(String type, Schema schema) {
        return OASFactory.createContent().addMediaType(type, media(schema));
    }

    private static MediaType media(Schema schema) {
        return OASFactory.createMediaType().schema(schema);
    }

    private static Schema type(SchemaType type, String description) {
        return OpenApiSchemas.type(type).description(description);
    }
}
