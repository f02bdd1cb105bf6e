package dev.stackwright.ensemble;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Answers of exported versions to a batch in memory: one call of each in turn, the median of some, as one line of JSON a
 * version. {@code src/test/python/time_onnx.py} does the same with ONNX Runtime in Python.
 *
 * <p>Arguments: engine ({@code tensorflow} or {@code onnx}), batch, calls, folders that {@code stackwright ensembles
 * export} wrote.
 */
public final class PredictBenchmark {

    /** Java compiles what it runs often. */
    private static final int WARM_UP = 50;

    private PredictBenchmark() {}

    public static void main(String[] args) throws IOException {
        ModelFormat format = args[0].equals("onnx") ? new OnnxFormat() : new SavedModelFormat(Devices.CPU);
        int batch = Integer.parseInt(args[1]);
        int calls = Integer.parseInt(args[2]);
        Predictor[] predictors = new Predictor[args.length - 3];
        PixelBatch[] images = new PixelBatch[predictors.length];
        double[][] milliseconds = new double[predictors.length][calls];
        try {
            for (int p = 0; p < predictors.length; p++) {
                Path folder = Path.of(args[3 + p]);
                Manifest manifest =
                        Manifest.read(Files.readAllBytes(folder.resolve("manifest.json")), folder.toString());
                predictors[p] = format.load(folder, manifest);
                images[p] = images(manifest.imageSpec(), batch);
            }
            for (int i = -Math.min(WARM_UP, calls); i < calls; i++) {
                for (int p = 0; p < predictors.length; p++) {
                    long start = System.nanoTime();
                    predictors[p].predict(images[p]);
                    if (i >= 0) {
                        milliseconds[p][i] = (System.nanoTime() - start) / 1e6;
                    }
                }
            }
        } finally {
            for (Predictor predictor : predictors) {
                if (predictor != null) {
                    predictor.close();
                }
            }
        }
        for (int p = 0; p < predictors.length; p++) {
            Arrays.sort(milliseconds[p]);
            System.out.printf(
                    Locale.ROOT,
                    "{\"peer\": \"stackwright\", \"engine\": \"%s\", \"version\": \"%s\", \"batch\": %d,"
                            + " \"median_ms\": %.2f, \"min_ms\": %.2f}%n",
                    args[0],
                    Path.of(args[3 + p]).getFileName(),
                    batch,
                    milliseconds[p][calls / 2],
                    milliseconds[p][0]);
        }
    }

    private static PixelBatch images(ImageSpec spec, int count) {
        byte[] rgb = new byte[count * spec.bytes()];
        new Random(0).nextBytes(rgb);
        return new PixelBatch(spec, count, rgb);
    }
}
