package dev.stackwright.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /classify} with images instead of JSON: files of a form ({@code multipart/form-data}), or one image as the
 * whole body ({@code image/*}), and answers line by line. The other fields of the request are fields of the form and of the query. JSON goes on to
 * Funqy; all are answered alike.
 */
@ApplicationScoped
class ImageBodies {

    static final String PATH = "/classify";
    static final String FORM = "multipart/form-data";

    /** After who is asking was looked at (-100), before Funqy. */
    private static final int ORDER = -50;

    private final Stackwright stackwright;

    @Inject
    ImageBodies(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    void install(@Observes Router router) {
        router.post(PATH).order(ORDER).handler(this::take);
    }

    /** Whether a media type is one that is read here. */
    static boolean areOf(@Nullable String mediaType) {
        return mediaType != null && (mediaType.equals(FORM) || mediaType.startsWith("image/"));
    }

    /** In lower case and without parameters; null where there is none. */
    static @Nullable String mediaType(@Nullable String contentType) {
        return contentType == null ? null : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private void take(RoutingContext rc) {
        String type = mediaType(rc.request().getHeader("content-type"));
        boolean lines = LineAnswers.areWanted(rc);
        if (!areOf(type) && !lines) {
            rc.next();
            return;
        }
        if (lines) {
            LineAnswers.send(rc, each -> stackwright.classify(request(rc, type), each));
            return;
        }
        rc.vertx()
                .executeBlocking(() -> Json.bytes(stackwright.classify(request(rc, type))), false)
                .onSuccess(reply -> rc.response()
                        .putHeader("content-type", "application/json")
                        .end(Buffer.buffer(reply)))
                .onFailure(rc::fail);
    }

    private static ClassifyRequest request(RoutingContext rc, @Nullable String type) {
        if (!areOf(type)) {
            return RequestBodies.read(RequestBodies.of(rc), ClassifyRequest.class);
        }
        return RequestBodies.read(FORM.equals(type) ? form(rc) : image(rc), ClassifyRequest.class);
    }

    private static ObjectNode image(RoutingContext rc) {
        byte[] body = RequestBodies.of(rc);
        if (body.length == 0) {
            throw refused("expected an image, found an empty body", null);
        }
        ObjectNode request = fields(rc);
        request.putArray("images").addObject().put("base64", body);
        return request;
    }

    private static ObjectNode form(RoutingContext rc) {
        List<FileUpload> files = rc.fileUploads();
        if (files.size() > ClassifyRequest.MAX_IMAGES) {
            throw refused("expected at most " + ClassifyRequest.MAX_IMAGES + " files, found " + files.size(), "images");
        }
        ObjectNode request = fields(rc);
        if (!files.isEmpty()) {
            ArrayNode images = request.putArray("images");
            for (FileUpload file : files) {
                images.addObject().put("name", file.fileName()).put("base64", read(Path.of(file.uploadedFileName())));
            }
        }
        return request;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded file cannot be read again", e);
        }
    }

    /** Texts as the types that the request's fields have; what does not fit is left as it is, to be named later. */
    private static ObjectNode fields(RoutingContext rc) {
        ObjectNode fields = Json.mapper().createObjectNode();
        for (Map.Entry<String, String> given : rc.queryParams().entries()) {
            if (given.getKey().equals(LineAnswers.PARAMETER)) {
                continue; // how to answer, not what
            }
            put(fields, given.getKey(), given.getValue());
        }
        for (Map.Entry<String, String> given : rc.request().formAttributes().entries()) {
            put(fields, given.getKey(), given.getValue());
        }
        return fields;
    }

    private static void put(ObjectNode fields, String name, String text) {
        Class<?> type = Arrays.stream(ClassifyRequest.class.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .<Class<?>>map(RecordComponent::getType)
                .findFirst()
                .orElse(String.class);
        if (name.equals("images")) {
            throw refused("expected images as files, found the text '" + brief(text) + "'", name);
        }
        if (List.class.isAssignableFrom(type)) {
            fields.withArray(name).add(text);
        } else if (fields.has(name)) {
            throw refused("expected it once, found it twice", name);
        } else {
            fields.set(name, Number.class.isAssignableFrom(type) || type == Boolean.class ? value(text) : text(text));
        }
    }

    private static JsonNode value(String text) {
        try {
            JsonNode read = Json.mapper().readTree(text);
            return read.isNumber() || read.isBoolean() ? read : text(text);
        } catch (IOException e) {
            return text(text);
        }
    }

    private static JsonNode text(String text) {
        return Json.mapper().getNodeFactory().textNode(text);
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static ProblemException refused(String detail, @Nullable String field) {
        return new ProblemException(Problem.of(ProblemKind.INVALID_REQUEST, detail, field));
    }
}
