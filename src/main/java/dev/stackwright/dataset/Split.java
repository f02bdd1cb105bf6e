package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits a validation part off: a fifth of each label, chosen by the digests of the contents alone. So it does not
 * depend on names or order, images added later move few others, and equal bytes always stay on one side.
 */
record Split(List<Example> training, List<Example> validation) {

    private static final int ONE_OF = 5;

    Split {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Both parts by path. A label keeps at least one training image. */
    static Split of(List<Example> examples) {
        Map<Sha256, Integer> home = new TreeMap<>();
        Map<Sha256, Integer> copies = new HashMap<>();
        Map<Integer, Integer> counts = new HashMap<>();
        for (Example example : examples) {
            home.merge(example.digest(), example.label(), Math::min);
            copies.merge(example.digest(), 1, Integer::sum);
        }
        home.forEach((digest, label) -> counts.merge(label, copies.getOrDefault(digest, 0), Integer::sum));
        Set<Sha256> held = held(home, copies, counts);
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        examples.stream()
                .sorted(Comparator.comparing(Example::path))
                .forEach(example -> (held.contains(example.digest()) ? validation : training).add(example));
        return new Split(training, validation);
    }

    /** Without the training images that stand in the validation part, byte for byte; they are set aside. */
    Split withoutLeaks(List<RejectedImage> setAside) {
        Map<Sha256, String> held = new HashMap<>();
        validation.forEach(example -> held.putIfAbsent(example.digest(), example.path()));
        List<Example> others = new ArrayList<>();
        for (Example example : training) {
            String copy = held.get(example.digest());
            if (copy == null) {
                others.add(example);
            } else {
                setAside.add(new RejectedImage(
                        example.path(),
                        "it is a copy of the validation image '" + FileNames.shown(copy)
                                + "', so it is not trained on"));
            }
        }
        return new Split(others, validation);
    }

    /** In the order of the digests, whatever still fits into its label's fifth. */
    private static Set<Sha256> held(
            Map<Sha256, Integer> home, Map<Sha256, Integer> copies, Map<Integer, Integer> counts) {
        Map<Integer, Integer> room = new HashMap<>();
        counts.forEach((label, count) -> room.put(label, Math.round((float) count / ONE_OF)));
        Set<Sha256> held = new HashSet<>();
        home.forEach((digest, label) -> {
            int left = room.getOrDefault(label, 0) - copies.getOrDefault(digest, 0);
            if (left >= 0) {
                held.add(digest);
                room.put(label, left);
            }
        });
        return held;
    }
}
