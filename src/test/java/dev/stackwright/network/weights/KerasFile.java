package dev.stackwright.network.weights;

import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.Network.WeightShape.Role;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes weights files in Keras' legacy layout. */
public final class KerasFile {

    /** A file's layer → its weights, named as in {@code weight_names}. */
    private final Map<String, Map<String, Object>> layers = new LinkedHashMap<>();

    /** A small network: convolution, batch norm, depthwise and separable convolution. */
    static List<WeightShape> network() {
        return List.of(
                new WeightShape("conv/kernel", "conv", Role.KERNEL, List.of(3L, 3L, 3L, 4L)),
                new WeightShape("norm/gamma", "norm", Role.GAMMA, List.of(4L)),
                new WeightShape("norm/beta", "norm", Role.BETA, List.of(4L)),
                new WeightShape("norm/moving_mean", "norm", Role.MOVING_MEAN, List.of(4L)),
                new WeightShape("norm/moving_variance", "norm", Role.MOVING_VARIANCE, List.of(4L)),
                new WeightShape("deep/kernel", "deep", Role.DEPTHWISE_KERNEL, List.of(3L, 3L, 4L, 1L)),
                new WeightShape("both/depthwise_kernel", "both", Role.DEPTHWISE_KERNEL, List.of(3L, 3L, 4L, 1L)),
                new WeightShape("both/pointwise_kernel", "both", Role.POINTWISE_KERNEL, List.of(1L, 1L, 4L, 2L)));
    }

    /** The file that fits {@link #network}, with names of Keras 2. */
    static KerasFile fitting() {
        return new KerasFile()
                .layer("conv", "conv/kernel:0", values(0, 3, 3, 3, 4))
                .layer(
                        "norm",
                        "norm/gamma:0",
                        values(1000, 4),
                        "norm/beta:0",
                        values(2000, 4),
                        "norm/moving_mean:0",
                        values(3000, 4),
                        "norm/moving_variance:0",
                        values(4000, 4))
                .layer("deep", "deep/depthwise_kernel:0", values(5000, 3, 3, 4, 1))
                .layer(
                        "both",
                        "both/depthwise_kernel:0",
                        values(6000, 3, 3, 4, 1),
                        "both/pointwise_kernel:0",
                        values(7000, 1, 1, 4, 2));
    }

    /** Weights as a file of Keras 2 has them. */
    public static KerasFile of(List<WeightShape> shapes, List<NamedTensor> tensors) {
        KerasFile file = new KerasFile();
        for (int i = 0; i < shapes.size(); i++) {
            NamedTensor tensor = tensors.get(i);
            int[] shape = new int[tensor.shape().length];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = (int) tensor.shape()[d];
            }
            file.layers
                    .computeIfAbsent(shapes.get(i).layer(), name -> new LinkedHashMap<>())
                    .put(tensor.name() + ":0", nested(tensor.values(), shape));
        }
        return file;
    }

    KerasFile layer(String name, Object... namesAndValues) {
        Map<String, Object> weights = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            weights.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        layers.put(name, weights);
        return this;
    }

    KerasFile without(String layer) {
        layers.remove(layer);
        return this;
    }

    public Path write(Path file) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            write(hdf);
        }
        return file;
    }

    /** As a whole saved model has it. */
    Path writeBelow(String group, Path file) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            write(hdf.putGroup(group));
        }
        return file;
    }

    private void write(WritableGroup root) {
        root.putAttribute("layer_names", layers.keySet().toArray(String[]::new));
        layers.forEach((layer, weights) -> {
            WritableGroup group = root.putGroup(layer);
            group.putAttribute("weight_names", weights.keySet().toArray(String[]::new));
            Map<String, WritableGroup> scopes = new LinkedHashMap<>();
            weights.forEach((name, values) -> {
                List<String> path = new ArrayList<>(List.of(name.split("/")));
                String last = path.remove(path.size() - 1);
                WritableGroup at = group;
                for (String scope : path) {
                    at = scopes.computeIfAbsent(scope, group::putGroup);
                }
                at.putDataset(last, values);
            });
        });
    }

    /** first, first + 1, … as nested float arrays. */
    static Object values(int first, int... shape) {
        int count = 1;
        for (int d : shape) {
            count *= d;
        }
        float[] flat = new float[count];
        for (int i = 0; i < count; i++) {
            flat[i] = first + i;
        }
        return nested(flat, shape);
    }

    private static Object nested(float[] flat, int... shape) {
        return nested(flat, 0, flat.length, 0, shape);
    }

    private static Object nested(float[] flat, int from, int length, int depth, int[] shape) {
        if (depth == shape.length - 1) {
            return Arrays.copyOfRange(flat, from, from + length);
        }
        int step = length / shape[depth];
        Object first = nested(flat, from, step, depth + 1, shape);
        Object all = Array.newInstance(first.getClass(), shape[depth]);
        for (int i = 0; i < shape[depth]; i++) {
            Array.set(all, i, nested(flat, from + i * step, step, depth + 1, shape));
        }
        return all;
    }
}
