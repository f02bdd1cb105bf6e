package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;
import dev.stackwright.prediction.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a person should know of a dataset's parts before trusting figures from it. Pure. */
final class Remarks {

    private static final int SHOWN = 5;

    private Remarks() {}

    static List<String> of(Split split, Labels labels) {
        List<String> remarks = new ArrayList<>();
        leaks(split, remarks);
        contradictions(split, labels, remarks);
        for (int label = 0; label < labels.count(); label++) {
            int index = label;
            if (split.validation().stream().noneMatch(e -> e.label() == index)) {
                remarks.add("the label '" + labels.name(label) + "' has no validation image");
            }
        }
        return List.copyOf(remarks);
    }

    private static void leaks(Split split, List<String> remarks) {
        Map<Sha256, String> trained = new TreeMap<>();
        split.training().forEach(e -> trained.putIfAbsent(e.digest(), e.path()));
        List<String> leaks = split.validation().stream()
                .filter(e -> trained.containsKey(e.digest()))
                .map(e -> e.path() + " = " + trained.get(e.digest()))
                .toList();
        if (!leaks.isEmpty()) {
            remarks.add(counted(
                            leaks.size(),
                            "validation image is also a training image, so figures flatter",
                            "validation images are also training images, so figures flatter")
                    + shown(leaks));
        }
    }

    private static void contradictions(Split split, Labels labels, List<String> remarks) {
        Map<Sha256, TreeSet<String>> byContent = new TreeMap<>();
        Stream.concat(split.training().stream(), split.validation().stream())
                .forEach(e -> byContent
                        .computeIfAbsent(e.digest(), digest -> new TreeSet<>())
                        .add(labels.name(e.label()) + " (" + e.path() + ")"));
        List<String> twice = byContent.values().stream()
                .filter(names -> names.stream()
                                .map(name -> name.substring(0, name.indexOf(" (")))
                                .distinct()
                                .count()
                        > 1)
                .map(names -> String.join(" and ", names))
                .toList();
        if (!twice.isEmpty()) {
            remarks.add(counted(twice.size(), "image stands under two labels", "images stand under two labels")
                    + shown(twice));
        }
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String shown(List<String> all) {
        return ": " + String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() > SHOWN ? ", …" : "");
    }
}
