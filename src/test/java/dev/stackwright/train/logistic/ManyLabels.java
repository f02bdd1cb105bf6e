package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.StratifiedFolds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Times a head for many labels, with its penalty chosen by five folds, on the drawn features that
 * {@code src/test/python/many_labels.py} writes; the same script times scikit-learn.
 *
 * <p>Arguments: file of features, labels, photos of each, channels; with a C behind them, all rows are fitted once with that.
 */
public final class ManyLabels {

    private ManyLabels() {}

    public static void main(String[] args) throws Exception {
        int classes = Integer.parseInt(args[1]);
        int rows = classes * Integer.parseInt(args[2]);
        int channels = Integer.parseInt(args[3]);
        float[] values = new float[rows * channels];
        ByteBuffer.wrap(Files.readAllBytes(Path.of(args[0])))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        int[] labels = IntStream.range(0, rows).map(i -> i % classes).toArray();
        Labels names = new Labels(
                IntStream.range(0, classes).mapToObj(i -> "label" + i).toList());
        StratifiedFolds folds =
                StratifiedFolds.stratified(labels, IntStream.range(0, rows).toArray(), names, 5, 7);
        long begun = System.nanoTime();
        if (args.length > 4) {
            int[] all = IntStream.range(0, rows).toArray();
            LogisticRegression.fit(
                    new FeatureMatrix(rows, channels, values), labels, all, classes, Double.parseDouble(args[4]));
            System.out.printf(Locale.ROOT, "one fit: %.1f s%n", (System.nanoTime() - begun) / 1e9);
            return;
        }
        Probe probe = Probe.fit(new FeatureMatrix(rows, channels, values), labels, classes, folds);
        System.out.printf(
                Locale.ROOT,
                "%.1f s, %s, warning %s%n",
                (System.nanoTime() - begun) / 1e9,
                probe.penalty(),
                probe.warning());
    }
}
