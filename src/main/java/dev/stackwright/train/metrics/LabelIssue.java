package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Probabilities;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image whose label is doubted: by a model that never saw it, another label is far more probable. The simplest of the
 * rankings in Northcutt et al., Confident Learning, JAIR 2021: by the probability of the given label, lowest first.
 *
 * @param given its label in the dataset
 * @param predicted the most probable label
 * @param probability of {@code predicted}
 */
public record LabelIssue(String path, String given, String predicted, double probability) {

    /** At most {@code most} of the rows whose most probable label is not the given one, most doubtful first. */
    public static List<LabelIssue> of(
            List<String> paths, Probabilities probabilities, int[] given, Labels names, int most) {
        return IntStream.range(0, given.length)
                .filter(i -> probabilities.best(i) != given[i])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> probabilities.at(i, given[i]))
                        .thenComparing(paths::get))
                .limit(most)
                .map(i -> new LabelIssue(
                        paths.get(i),
                        names.name(given[i]),
                        names.name(probabilities.best(i)),
                        probabilities.at(i, probabilities.best(i))))
                .toList();
    }
}
