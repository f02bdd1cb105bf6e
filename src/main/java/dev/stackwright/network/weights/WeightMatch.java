package dev.stackwright.network.weights;

import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.weights.KerasH5.FileWeight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says whether a file's weights are those that a network asks for, in the same order. Names do not decide: Keras' own
 * loader (keras/src/legacy/saving/legacy_h5_format.py, load_weights_from_hdf5_group) goes by the order of the layers
 * that have weights, since names differ from version to version. We check role and shape of every pair as well.
 *
 * @param missing asked for, not in the file
 * @param unused in the file, not asked for
 * @param wrong pairs that do not fit
 */
record WeightMatch(List<WeightShape> missing, List<FileWeight> unused, List<Pair> wrong) {

    private static final Set<String> ROLES =
            Set.of("kernel", "pointwise_kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance");

    record Pair(FileWeight found, WeightShape expected) {
        boolean fits() {
            return found.shape().equals(expected.shape()) && sameRole(found.name(), expected.role());
        }
    }

    WeightMatch {
        missing = List.copyOf(missing);
        unused = List.copyOf(unused);
        wrong = List.copyOf(wrong);
    }

    boolean fits() {
        return missing.isEmpty() && unused.isEmpty() && wrong.isEmpty();
    }

    static WeightMatch of(List<FileWeight> found, List<WeightShape> expected) {
        List<Integer> foundLayers = runs(found.stream().map(FileWeight::layer).toList());
        List<Integer> expectedLayers =
                runs(expected.stream().map(WeightShape::layer).toList());
        if (foundLayers.equals(expectedLayers)) {
            List<Pair> wrong = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                Pair pair = new Pair(found.get(i), expected.get(i));
                if (!pair.fits()) {
                    wrong.add(pair);
                }
            }
            return new WeightMatch(List.of(), List.of(), wrong);
        }
        return explain(found, expected);
    }

    /** The lengths of runs of equal values: the number of weights of each layer. */
    private static List<Integer> runs(List<String> layers) {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (i > 0 && layers.get(i).equals(layers.get(i - 1))) {
                lengths.set(lengths.size() - 1, lengths.get(lengths.size() - 1) + 1);
            } else {
                lengths.add(1);
            }
        }
        return lengths;
    }

    /** By name where names agree at large, else by the longest common subsequence of roles and shapes. */
    private static WeightMatch explain(List<FileWeight> found, List<WeightShape> expected) {
        Map<String, FileWeight> byName = new LinkedHashMap<>();
        found.forEach(f -> byName.put(plain(f.name()), f));
        long common = expected.stream()
                .filter(e -> byName.containsKey(plain(e.name())))
                .count();
        if (2 * common < expected.size()) {
            return align(found, expected);
        }
        List<WeightShape> missing = new ArrayList<>();
        List<Pair> wrong = new ArrayList<>();
        for (WeightShape e : expected) {
            FileWeight f = byName.remove(plain(e.name()));
            if (f == null) {
                missing.add(e);
            } else if (!f.shape().equals(e.shape())) {
                wrong.add(new Pair(f, e));
            }
        }
        return new WeightMatch(missing, List.copyOf(byName.values()), wrong);
    }

    private static WeightMatch align(List<FileWeight> found, List<WeightShape> expected) {
        int[][] longest = new int[found.size() + 1][expected.size() + 1];
        for (int i = found.size() - 1; i >= 0; i--) {
            for (int j = expected.size() - 1; j >= 0; j--) {
                longest[i][j] = new Pair(found.get(i), expected.get(j)).fits()
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        List<WeightShape> missing = new ArrayList<>();
        List<FileWeight> unused = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < found.size() && j < expected.size()) {
            if (new Pair(found.get(i), expected.get(j)).fits()) {
                i++;
                j++;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                unused.add(found.get(i++));
            } else {
                missing.add(expected.get(j++));
            }
        }
        unused.addAll(found.subList(i, found.size()));
        missing.addAll(expected.subList(j, expected.size()));
        return new WeightMatch(missing, unused, List.of());
    }

    /** {@code scope/Conv1/depthwise_kernel:0} → {@code Conv1/kernel}. */
    private static String plain(String name) {
        String[] parts = name.split("/", -1);
        String role = plainRole(parts[parts.length - 1]);
        return parts.length < 2 ? role : parts[parts.length - 2] + "/" + role;
    }

    /**
     * Names by which Keras never called a role say nothing, and a depthwise convolution's kernel is {@code kernel} in
     * Keras 3, {@code depthwise_kernel} before: those two are told apart by shape alone.
     */
    private static boolean sameRole(String name, WeightShape.Role role) {
        String found = plainRole(name.substring(name.lastIndexOf('/') + 1));
        return !ROLES.contains(found) || found.equals(plainRole(role.name().toLowerCase(Locale.ROOT)));
    }

    private static String plainRole(String role) {
        return role.replaceFirst(":\\d+$", "").replace("depthwise_", "");
    }

    /** Every fault, a line each kind. */
    String describe() {
        StringBuilder text = new StringBuilder();
        if (!missing.isEmpty()) {
            text.append("\n  missing (").append(missing.size()).append("): ");
            text.append(String.join(
                    ", ", missing.stream().map(m -> m.name() + " " + m.shape()).toList()));
        }
        if (!unused.isEmpty()) {
            text.append("\n  unused (").append(unused.size()).append("): ");
            text.append(
                    String.join(", ", unused.stream().map(FileWeight::toString).toList()));
        }
        if (!wrong.isEmpty()) {
            text.append("\n  wrong (").append(wrong.size()).append("): ");
            text.append(String.join(
                    ", ",
                    wrong.stream()
                            .map(w -> w.found() + " where " + w.expected().name() + " "
                                    + w.expected().shape() + " is expected")
                            .toList()));
        }
        return text.toString();
    }
}
