package dev.stackwright.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.JsonErrors;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.TrainRequest;
import java.io.IOException;
import java.util.Objects;

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
        } catch (JsonProcessingException e) {
            JsonErrors.Fault fault = JsonErrors.mismatch(e, tree);
            throw new InvalidRequestException(Objects.requireNonNullElse(fault.field(), ""), fault.message());
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
}
