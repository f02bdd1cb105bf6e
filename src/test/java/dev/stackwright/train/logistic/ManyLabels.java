package dev.stackwright.train.logistic;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Labels;
import dev.stackwright.tensorflow.SymmetricMatrix;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.metrics.Metrics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Times a head for many labels, with its penalty chosen by five folds, on the drawn features that
 * {@code src/test/python/many_labels.py} writes; the same script times scikit-learn. The engine is loaded before, as it is
 * in a training, whose features are computed by it; what that takes is printed apart.
 *
 * <p>Arguments: file of features, labels, photos of each, channels; with a C behind them, all rows are fitted once with that.
 */
public final class ManyLabels {

    private ManyLabels() {}

    public static void main(String[] args) throws Exception {
        int classes = Integer.parseInt(args[1]);
        int rows = classes * Integer.parseInt(args[2]);
        int channels = Integer.parseInt(args[3]);
        float[] read = new float[rows * channels];
        ByteBuffer.wrap(Files.readAllBytes(Path.of(args[0])))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(read);
        int[] labels = IntStream.range(0, rows).map(i -> i % classes).toArray();
        Labels names = new Labels(
                IntStream.range(0, classes).mapToObj(i -> "label" + i).toList());
        StratifiedFolds folds =
                StratifiedFolds.stratified(labels, IntStream.range(0, rows).toArray(), names, 5, 7);
        double atStart = cpu();
        var unused = SymmetricMatrix.eigen(new double[] {1}, 1);
        double before = cpu();
        System.out.printf(Locale.ROOT, "loading the engine: of the processor %.1f s%n", before - atStart);
        long begun = System.nanoTime();
        AtomicInteger values = new AtomicInteger();
        Cancellation counted = () -> {
            values.incrementAndGet();
            return false;
        };
        if (args.length > 4) {
            int[] all = IntStream.range(0, rows).toArray();
            Head head = LogisticRegression.fit(
                    new FeatureMatrix(rows, channels, read),
                    labels,
                    all,
                    classes,
                    Double.parseDouble(args[4]),
                    counted);
            System.out.printf(
                    Locale.ROOT,
                    "one fit: %.1f s, of the processor %.1f s, %d values%n",
                    wall(begun),
                    cpu() - before,
                    values.get());
            double loss = Metrics.logLoss(head.logits(new FeatureMatrix(rows, channels, read)), labels);
            System.out.printf(Locale.ROOT, "its loss: %.6f%n", loss);
            return;
        }
        Progress progress = (name, total) -> new Progress.Task() {
            private final AtomicInteger done = new AtomicInteger();

            @Override
            public void advance(long steps) {
                System.out.printf(
                        Locale.ROOT,
                        "fit %d after %.1f s, of the processor %.1f s, %d values%n",
                        done.addAndGet((int) steps),
                        wall(begun),
                        cpu() - before,
                        values.get());
            }

            @Override
            public void close() {}
        };
        Probe probe = Probe.fit(
                new FeatureMatrix(rows, channels, read), labels, classes, folds, progress.stage("head", 0), counted);
        System.out.printf(
                Locale.ROOT,
                "%.1f s, of the processor %.1f s, %d values, %s, warning %s%n",
                wall(begun),
                cpu() - before,
                values.get(),
                probe.penalty(),
                probe.warning());
    }

    private static double wall(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static double cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }
}
