package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Probabilities;
import java.util.List;
import java.util.stream.IntStream;

/** Counts of given against predicted labels: {@code counts[given][predicted]}. Not copied: do not change it. */
@SuppressWarnings("ArrayRecordComponent")
public record ConfusionMatrix(int[][] counts) {

    /**
     * One label's figures, each 0 where its denominator is 0.
     *
     * @param support images that were given this label
     * @param precision share of those predicted so that were given so
     * @param recall share of those given so that were predicted so
     * @param f1 harmonic mean of both
     */
    public record ClassFigures(String label, int support, double precision, double recall, double f1) {}

    public static ConfusionMatrix of(Probabilities probabilities, int[] labels) {
        int[][] counts = new int[probabilities.labels()][probabilities.labels()];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][probabilities.best(i)]++;
        }
        return new ConfusionMatrix(counts);
    }

    public List<ClassFigures> classes(Labels names) {
        return IntStream.range(0, counts.length)
                .mapToObj(label -> figures(names, label))
                .toList();
    }

    private ClassFigures figures(Labels names, int label) {
        int given = 0;
        int predicted = 0;
        for (int other = 0; other < counts.length; other++) {
            given += counts[label][other];
            predicted += counts[other][label];
        }
        int right = counts[label][label];
        return new ClassFigures(
                names.name(label),
                given,
                ratio(right, predicted),
                ratio(right, given),
                ratio(2 * right, given + predicted));
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
