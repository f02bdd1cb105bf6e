package dev.stackwright.train.stacking;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times every kind of stack for many labels, cross-validated by five folds and fitted on all rows, on the drawn outputs of two
 * members.
 *
 * <p>Arguments: labels, photos of each, channels of each member's features; 0 for fine-tuned members, which have none.
 */
public final class ManyLabelsStack {

    private ManyLabelsStack() {}

    public static void main(String[] args) {
        int classes = Integer.parseInt(args[0]);
        int[] labels = IntStream.range(0, classes * Integer.parseInt(args[1]))
                .map(i -> i % classes)
                .toArray();
        int channels = Integer.parseInt(args[2]);
        Random random = new Random(7);
        StackInputs outputs = new StackInputs(
                List.of(logits(labels, classes, 4, random), logits(labels, classes, 3, random)),
                channels == 0
                        ? List.of()
                        : List.of(
                                features(labels, classes, channels, random),
                                features(labels, classes, channels, random)));
        int[] copies = IntStream.range(0, labels.length).toArray();
        StratifiedFolds folds = StratifiedFolds.stratified(labels, copies, classes, 5, 7);
        for (StackCandidate candidate : StackSelection.candidates(outputs)) {
            double before = cpu();
            StackCandidate.Fitted fitted =
                    candidate.fit(outputs, labels, folds, 7, Progress.NONE.stage("stack", 0), Cancellation.NEVER);
            double fit = cpu();
            Logits tempered = TemperatureFit.crossFitted(fitted.outOfFold(), labels, folds);
            System.out.printf(
                    Locale.ROOT,
                    "%s: of the processor %.1f s, its temperature %.1f s, log-loss out of fold %.6f%n",
                    candidate.kind(),
                    fit - before,
                    cpu() - fit,
                    Metrics.logLoss(tempered, labels));
        }
    }

    private static Logits logits(int[] labels, int classes, double signal, Random random) {
        double[][] rows = new double[labels.length][classes];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < classes; c++) {
                rows[i][c] = random.nextGaussian() + (c == labels[i] ? signal : 0);
            }
        }
        return Logits.of(rows, classes);
    }

    /** As {@code src/test/python/many_labels.py} draws them. */
    private static FeatureMatrix features(int[] labels, int classes, int channels, Random random) {
        double[][] centres = new double[classes][channels];
        for (double[] centre : centres) {
            for (int j = 0; j < channels; j++) {
                centre[j] = random.nextGaussian();
            }
        }
        float[] values = new float[labels.length * channels];
        for (int i = 0; i < values.length; i++) {
            double centre = centres[labels[i / channels]][i % channels];
            values[i] = (float) Math.max(0, 0.5 + 0.5 * centre + random.nextGaussian());
        }
        return new FeatureMatrix(labels.length, channels, values);
    }

    private static double cpu() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / 1e9;
    }
}
