package dev.stackwright.dataset;

import static dev.stackwright.dataset.SetAside.counted;
import static dev.stackwright.dataset.SetAside.shown;

import dev.stackwright.common.Printable;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.prediction.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a person should know of a dataset's parts before trusting figures from it. Pure. */
final class Remarks {

    private Remarks() {}

    /**
     * @param given the parts before copies of validation images left the training part: what they contradict is a fault of
     *     labels, wherever it stands
     * @param split the parts that are used
     */
    static List<String> of(Split given, Split split, Labels labels) {
        List<String> remarks = new ArrayList<>();
        sameBytes(split, remarks);
        contradictions(copies(given), labels, remarks);
        List<String> unseen = IntStream.range(0, labels.count())
                .filter(label -> split.validation().stream().noneMatch(e -> e.label() == label))
                .mapToObj(labels::name)
                .toList();
        if (unseen.size() == 1) {
            remarks.add("the label '" + Printable.line(unseen.get(0)) + "' has no validation image");
        } else if (!unseen.isEmpty()) {
            remarks.add(counted(unseen.size(), "label") + " have no validation image" + shown(unseen));
        }
        return List.copyOf(remarks);
    }

    /** The images of each content that stands more than once. */
    private static Collection<List<Example>> copies(Split split) {
        Map<Sha256, List<Example>> byContent = new TreeMap<>();
        Stream.concat(split.training().stream(), split.validation().stream())
                .forEach(e -> byContent
                        .computeIfAbsent(e.digest(), digest -> new ArrayList<>())
                        .add(e));
        return byContent.values().stream().filter(same -> same.size() > 1).toList();
    }

    private static void sameBytes(Split split, List<String> remarks) {
        for (boolean training : List.of(true, false)) {
            Map<Sha256, String> first = new TreeMap<>();
            List<String> again = new ArrayList<>();
            for (Example e : training ? split.training() : split.validation()) {
                String other = first.putIfAbsent(e.digest(), e.path());
                if (other != null) {
                    again.add(e.path() + " = " + other);
                }
            }
            if (!again.isEmpty()) {
                remarks.add(counted(again.size(), training ? "training image" : "validation image")
                        + (again.size() == 1 ? " is a copy of another" : " are copies of others") + ", byte for byte"
                        + (training ? "; copies share a fold" : "; each counts") + shown(again));
            }
        }
    }

    private static void contradictions(Collection<List<Example>> copies, Labels labels, List<String> remarks) {
        List<String> twice = copies.stream()
                .filter(same ->
                        same.stream().mapToInt(Example::label).distinct().count() > 1)
                .map(same -> String.join(
                        " and ",
                        same.stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        Example::label, e -> e, (a, b) -> a, TreeMap::new))
                                .values()
                                .stream()
                                .map(e -> labels.name(e.label()) + " (" + e.path() + ")")
                                .toList()))
                .toList();
        if (!twice.isEmpty()) {
            remarks.add(counted(twice.size(), "image")
                    + (twice.size() == 1 ? " stands" : " stand") + " under two labels; keep the right one"
                    + shown(twice));
        }
    }
}
