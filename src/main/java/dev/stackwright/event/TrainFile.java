package dev.stackwright.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.JsonWords;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.TrainRequest;
import java.io.IOException;
import java.util.stream.Collectors;

/** Reads a {@code train.json}: the body of {@code POST /train}, in which dataset and ensemble may be left out. Pure. */
final class TrainFile {

    private static final String ENSEMBLE = "ensemble";
    private static final String DATASET = "dataset";

    private TrainFile() {}

    /**
     * @param bucket where the file lies
     * @throws InvalidRequestException naming the field at fault
     */
    static TrainRequest read(byte[] json, String bucket, Task.TrainFile task) {
        ObjectNode tree = object(json);
        if (!tree.hasNonNull(DATASET)) {
            tree.put(DATASET, "s3://" + bucket + "/" + task.folder());
        }
        if (!tree.hasNonNull(ENSEMBLE)) {
            tree.put(
                    ENSEMBLE,
                    task.ensemble()
                            .orElseThrow(() -> new InvalidRequestException(
                                    ENSEMBLE,
                                    "expected the name of an ensemble, as the folder's name gives none; found nothing"))
                            .value());
        }
        try {
            return Json.mapper().treeToValue(tree, TrainRequest.class);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new InvalidRequestException(
                    e.getPropertyName(), "expected only " + known + "; found '" + e.getPropertyName() + "'");
        } catch (JsonMappingException e) {
            String field = e.getPath().isEmpty()
                    ? ""
                    : String.valueOf(e.getPath().get(0).getFieldName());
            throw new InvalidRequestException(field, fault(e, tree.path(field)));
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("", reason(e));
        }
    }

    private static ObjectNode object(byte[] json) {
        try {
            JsonNode tree = Json.mapper().readTree(json);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new InvalidRequestException("", "expected a JSON object, found " + kind(tree));
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("", "expected a JSON object; " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidRequestException("", "expected JSON in UTF-8; " + e.getMessage());
        }
    }

    private static String kind(JsonNode tree) {
        return tree.isMissingNode() ? "nothing" : tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String fault(JsonMappingException e, JsonNode found) {
        return e instanceof MismatchedInputException mismatch
                        && mismatch.getTargetType() != null
                        && !(e.getCause() instanceof IllegalArgumentException)
                ? "expected " + JsonWords.of(mismatch.getTargetType()) + ", found " + found
                : reason(e);
    }

    private static String reason(JsonProcessingException e) {
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : e.getOriginalMessage();
    }
}
