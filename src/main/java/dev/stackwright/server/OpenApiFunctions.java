package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.stackwright.run.TrainRequest;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Lists the functions in the OpenAPI document, where Funqy leaves them out. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiFunctions implements OASFilter {

    private static final String JSON = "application/json";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Paths paths = document.getPaths() == null ? OASFactory.createPaths() : document.getPaths();
        document.setPaths(paths);
        paths.addPathItem("/train", OASFactory.createPathItem().POST(train()))
                .addPathItem("/classify", OASFactory.createPathItem().POST(classify()));
        OpenApiProblems.addTo(document);
    }

    private static Operation train() {
        Schema body = schema(TrainRequest.class);
        Schema reply = object().addProperty("run", text("the id of the run"))
                .addProperty("state", text("queued"))
                .addProperty("links", object());
        return function(
                "train",
                "Queues a training run",
                body,
                "202",
                "queued",
                reply,
                Map.of("ensemble", "cats-dogs", "dataset", "s3://stackwright/uploads/cats-dogs.zip"));
    }

    /** Of a document, by its components and what is said of them there, so that each is described once. */
    private static Schema schema(Class<?> document) {
        Schema schema = object();
        for (RecordComponent component : document.getRecordComponents()) {
            // annotations of a component are inherited by its field, and Jackson's are for fields and not for
            // components
            Field field = field(document, component.getName());
            JsonPropertyDescription description =
                    Objects.requireNonNull(field.getAnnotation(JsonPropertyDescription.class), field::toString);
            schema.addProperty(field.getName(), property(field.getGenericType()).description(description.value()));
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null && property.required()) {
                schema.addRequired(field.getName());
            }
        }
        return schema;
    }

    private static Field field(Class<?> document, String name) {
        try {
            return document.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record has a field for each component", e);
        }
    }

    private static Schema property(Type type) {
        if (type instanceof ParameterizedType list) {
            return OASFactory.createSchema()
                    .addType(SchemaType.ARRAY)
                    .items(property(list.getActualTypeArguments()[0]));
        }
        if (type == TrainRequest.FineTuning.class) {
            return schema(TrainRequest.FineTuning.class);
        }
        return OASFactory.createSchema()
                .addType(
                        type == Integer.class || type == Long.class
                                ? SchemaType.INTEGER
                                : type == Double.class
                                        ? SchemaType.NUMBER
                                        : type == Boolean.class ? SchemaType.BOOLEAN : SchemaType.STRING);
    }

    private static Operation classify() {
        Schema body = object().addProperty("ensemble", text("the name of a promoted ensemble"))
                .addProperty("urls", list("http, https, s3 of the own bucket, or data:; with images 1 to 64"))
                .addProperty(
                        "images",
                        of(SchemaType.ARRAY, "images in the request itself").items(image()))
                .addProperty("top", of(SchemaType.INTEGER, "labels in each answer; 3 where absent"))
                .addProperty(
                        "explain",
                        of(SchemaType.BOOLEAN, "answer with maps of what speaks for the label; false where absent"))
                .addProperty(
                        "coverage",
                        of(
                                SchemaType.NUMBER,
                                "above 0, below 1: each answer has a set of labels that has the true one so often; no"
                                        + " sets where absent"))
                .addProperty(
                        "unknown",
                        of(SchemaType.BOOLEAN, "say where answers are too uncertain to go by; false where absent"))
                .addRequired("ensemble");
        Schema reply = object().addProperty("ensemble", text("its name"))
                .addProperty("version", text("the version that answered"))
                .addProperty(
                        "results",
                        of(SchemaType.ARRAY, "one an image, the urls first, in order: an answer or an error")
                                .items(object()));
        Operation classify = function(
                "classify",
                "Classifies images: by their urls, or in the request; with ?stream=true an answer a line as each is"
                        + " known",
                body,
                "200",
                "answered",
                reply,
                Map.of("ensemble", "cats-dogs", "urls", List.of("https://example.org/cat.jpg")));
        Schema file = of(SchemaType.STRING, "an image").format("binary");
        Schema form = object().addProperty("ensemble", text("the name of a promoted ensemble"))
                .addProperty("top", of(SchemaType.INTEGER, "labels in each answer; 3 where absent"))
                .addProperty(
                        "file",
                        of(SchemaType.ARRAY, "images, whatever their fields are called")
                                .items(file))
                .addRequired("ensemble");
        classify.getRequestBody()
                .getContent()
                .addMediaType(ImageBodies.FORM, OASFactory.createMediaType().schema(form))
                .addMediaType("image/*", OASFactory.createMediaType().schema(file));
        return classify.description("With image/* the fields of the request are parameters of the query.");
    }

    private static Schema image() {
        return object().addProperty(
                        "name", text("what the answer calls it; its place, such as images[0], where absent"))
                .addProperty(
                        "base64", of(SchemaType.STRING, "the file, in base64").format("byte"))
                .addRequired("base64");
    }

    private static Operation function(
            String name, String summary, Schema body, String status, String done, Schema reply, Object example) {
        return OASFactory.createOperation()
                .operationId(name)
                .summary(summary)
                .addTag("functions")
                .requestBody(OASFactory.createRequestBody().required(true).content(content(JSON, body, example)))
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(status, response(done, content(JSON, reply, null))));
    }

    private static APIResponse response(String description, Content content) {
        return OASFactory.createAPIResponse().description(description).content(content);
    }

    private static Content content(String type, Schema schema, @org.jspecify.annotations.Nullable Object example) {
        return OASFactory.createContent()
                .addMediaType(type, OASFactory.createMediaType().schema(schema).example(example));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(SchemaType.OBJECT);
    }

    private static Schema text(String description) {
        return of(SchemaType.STRING, description);
    }

    private static Schema list(String description) {
        return of(SchemaType.ARRAY, description).items(OASFactory.createSchema().addType(SchemaType.STRING));
    }

    private static Schema of(SchemaType type, String description) {
        return OASFactory.createSchema().addType(type).description(description);
    }
}
