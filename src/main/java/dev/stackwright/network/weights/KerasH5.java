package dev.stackwright.network.weights;

import dev.stackwright.network.Network;
import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the legacy HDF5 weights of Keras (keras/src/legacy/saving/legacy_h5_format.py): the attribute
 * {@code layer_names} lists the groups, each group's {@code weight_names} its datasets. A whole saved model has the same
 * below {@code model_weights}. Values may be float16, float32 or float64; they become float32. Stateless.
 */
public final class KerasH5 {

    /** Of a whole saved model in the legacy format there is one group, {@code model_weights}. */
    private static final List<String> KERAS_3_GROUPS = List.of("layers", "_layer_checkpoint_dependencies");

    private KerasH5() {}

    /**
     * Reads all weights of {@code network} from a file.
     *
     * @throws WeightsException that names the file and what is wrong with it, every weight at fault at once
     */
    public static NetworkWeights read(Path file, Network network) {
        return read(file, network.name(), network.weights());
    }

    /** As {@link #read(Path, Network)}, for weights asked for by {@code expected}. */
    static NetworkWeights read(Path file, String network, List<WeightShape> expected) {
        String origin = String.valueOf(file.getFileName());
        try {
            Optional<String> fault = Hdf5Signature.fault(file);
            if (fault.isPresent()) {
                throw new WeightsException(network + ": weights file " + file + ": " + fault.get(), null);
            }
            try (HdfFile hdf = new HdfFile(file)) {
                if (KERAS_3_GROUPS.stream().anyMatch(hdf.getChildren()::containsKey) && !isLegacy(hdf)) {
                    throw new WeightsException(
                            network + ": weights file " + file + ": " + Hdf5Signature.EXPECTED_LEGACY
                                    + ", found weights of Keras 3 (.weights.h5); " + Hdf5Signature.SAVE_LEGACY,
                            null);
                }
                return NetworkWeights.of(network, origin, read(root(hdf), file, network, expected));
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof WeightsException known) {
                throw known;
            }
            // jhdf throws many kinds of runtime exceptions on damaged files
            throw new WeightsException(network + ": weights file " + file + " cannot be read: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static List<NamedTensor> read(Group root, Path file, String network, List<WeightShape> expected) {
        List<FileWeight> found = new ArrayList<>();
        List<Dataset> datasets = new ArrayList<>();
        for (String layer : names(root, "layer_names")) {
            Node group = root.getByPath(layer);
            if (!(group instanceof Group layerGroup)) {
                throw new WeightsException(
                        network + ": weights file " + file + ": expected a group '" + layer + "', found a dataset",
                        null);
            }
            for (String name : names(layerGroup, "weight_names")) {
                Dataset dataset = layerGroup.getDatasetByPath(name);
                found.add(new FileWeight(
                        layer,
                        name,
                        LongStream.of(dataset.getDimensionsAsLong()).boxed().toList()));
                datasets.add(dataset);
            }
        }
        WeightMatch match = WeightMatch.of(found, expected);
        if (!match.fits()) {
            throw new WeightsException(
                    network + ": weights file " + file + " does not fit the network: expected " + expected.size()
                            + " weights, found " + found.size() + match.describe()
                            + "\n  Expected Keras-applications' file of this network without top.",
                    null);
        }
        List<NamedTensor> tensors = new ArrayList<>(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            tensors.add(expected.get(i).tensor(floats(datasets.get(i), file, network, found.get(i))));
        }
        return tensors;
    }

    private static Group root(HdfFile hdf) {
        if (!isLegacy(hdf) && hdf.getChildren().get("model_weights") instanceof Group weights) {
            return weights;
        }
        return hdf;
    }

    private static boolean isLegacy(HdfFile hdf) {
        return hdf.getAttributes().keySet().stream().anyMatch(name -> name.startsWith("layer_names"));
    }

    /** The attribute, which Keras splits into several, with a number behind the name, where it exceeds 64 kB. */
    private static List<String> names(Group group, String name) {
        @Nullable Attribute whole = group.getAttributes().get(name);
        if (whole != null) {
            return strings(whole);
        }
        List<String> parts = new ArrayList<>();
        @Nullable Attribute part = group.getAttributes().get(name + 0);
        if (part == null) {
            throw new IllegalArgumentException("expected the attribute " + name + " on "
                    + (group.getPath().isEmpty() ? "/" : group.getPath())
                    + ", as in Keras' legacy weights files; found "
                    + group.getAttributes().keySet());
        }
        for (int i = 1; part != null; i++) {
            parts.addAll(strings(part));
            part = group.getAttributes().get(name + i);
        }
        return parts;
    }

    private static List<String> strings(Attribute attribute) {
        // layers without weights have an empty array of any type
        if (attribute.getSize() == 0) {
            return List.of();
        }
        Object data = attribute.getData();
        if (data instanceof String[] all) {
            return Stream.of(all).toList();
        }
        if (data instanceof String one) {
            return List.of(one);
        }
        throw new IllegalArgumentException(
                "attribute " + attribute.getName() + ": expected strings, found " + attribute.getJavaType());
    }

    private static float[] floats(Dataset dataset, Path file, String network, FileWeight weight) {
        Object data = dataset.getDataFlat();
        float[] values;
        if (data instanceof float[] floats) {
            values = floats;
        } else if (data instanceof double[] doubles) {
            values = new float[doubles.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles[i];
            }
        } else {
            throw new WeightsException(
                    network + ": weights file " + file + ": expected floating-point numbers in " + weight + ", found "
                            + dataset.getJavaType(),
                    null);
        }
        for (float v : values) {
            if (!Float.isFinite(v)) {
                throw new WeightsException(
                        network + ": weights file " + file + ": expected finite numbers in " + weight + ", found " + v,
                        null);
            }
        }
        return values;
    }

    /**
     * A weight as a file lists it.
     *
     * @param layer the group it stands in, e.g. {@code Conv1}
     * @param name as the group's {@code weight_names} has it, e.g. {@code Conv1/kernel:0}
     */
    record FileWeight(String layer, String name, List<Long> shape) {

        FileWeight {
            shape = List.copyOf(shape);
        }

        @Override
        public String toString() {
            return name + " " + shape;
        }
    }
}
