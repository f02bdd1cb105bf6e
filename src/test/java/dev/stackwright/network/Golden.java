package dev.stackwright.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * Figures of one network computed by Keras 3.15.1 on TensorFlow 2.21.0, CPU, float32, oneDNN off; the file says by which
 * formulas weights, images and head come about.
 */
public final class Golden {

    /** Names a folder with the published weights; where it is set, tests with them run too. */
    static final String WEIGHTS = "stackwright.test.weights";

    private final Network network;
    private final JsonNode file;

    private Golden(Network network, JsonNode file) {
        this.network = network;
        this.file = file;
    }

    public static Golden of(Network network) {
        String name = "/goldens/" + network.name().replace("-", "") + ".json";
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return new Golden(network, Json.read(in.readAllBytes(), JsonNode.class, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode file() {
        return file;
    }

    /** E.g. {@code formula_224}. */
    JsonNode figures(String name) {
        return file.required("golden").required(name);
    }

    /** E.g. {@code Conv1 Conv2D [112, 112, 32]}. */
    List<String> layers() {
        return lines(file.required("layers"));
    }

    /** E.g. {@code Conv1/kernel [3, 3, 3, 32]}. */
    List<String> weightNames() {
        return lines(file.required("weights"));
    }

    private static List<String> lines(JsonNode rows) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : rows) {
            lines.add(StreamSupport.stream(row.spliterator(), false)
                    .map(cell -> cell.isTextual()
                            ? cell.textValue()
                            : Json.mapper().convertValue(cell, List.class).toString())
                    .reduce((a, b) -> a + " " + b)
                    .orElseThrow());
        }
        return lines;
    }

    /** From the folder that {@link #WEIGHTS} names. */
    NetworkWeights realWeights() {
        return new DirectoryWeights(Path.of(System.getProperty(WEIGHTS))).weights(network);
    }

    public NetworkWeights formulaWeights() {
        List<NamedTensor> tensors = new ArrayList<>();
        for (WeightShape weight : network.weights()) {
            float[] values = new float[(int) weight.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) value(weight, uniform(i, tensors.size()));
            }
            long[] shape = weight.shape().stream().mapToLong(l -> l).toArray();
            tensors.add(new NamedTensor(weight.name(), shape, values));
        }
        return NetworkWeights.of(network.name(), "formula", tensors);
    }

    private static double uniform(int index, int ordinal) {
        int v = index * (int) 2654435761L + (ordinal + 1) * 40503;
        v ^= v >>> 16;
        v *= (int) 2246822507L;
        v ^= v >>> 13;
        v *= (int) 3266489909L;
        v ^= v >>> 16;
        return Integer.toUnsignedLong(v) / 4294967296.0;
    }

    private double value(WeightShape weight, double u) {
        boolean xception = network.name().equals("xception");
        List<Long> shape = weight.shape();
        return switch (weight.role()) {
            case KERNEL, POINTWISE_KERNEL ->
                (2 * u - 1) * Math.sqrt(6.0 / (shape.get(0) * shape.get(1) * shape.get(2)));
            case DEPTHWISE_KERNEL -> (2 * u - 1) * Math.sqrt((xception ? 3.0 : 6.0) / (shape.get(0) * shape.get(1)));
            case BIAS -> (2 * u - 1) * 0.05;
            case GAMMA -> (xception ? 0.5 : 1) * (0.9 + 0.2 * u);
            case BETA, MOVING_MEAN -> (2 * u - 1) * 0.1;
            case MOVING_VARIANCE -> 0.75 + 0.5 * u;
        };
    }

    /** Two images of waves, scaled to −1…1. */
    static FloatArray images(int size) {
        float[] values = new float[2 * size * size * 3];
        int i = 0;
        for (int n = 0; n < 2; n++) {
            for (int h = 0; h < size; h++) {
                for (int w = 0; w < size; w++) {
                    for (int c = 0; c < 3; c++) {
                        values[i++] = (float) Math.sin(0.1 * h + 0.2 * w + 0.3 * c + n);
                    }
                }
            }
        }
        return new FloatArray(new long[] {2, size, size, 3}, values);
    }
}
