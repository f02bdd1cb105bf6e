package dev.stackwright.bench;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Pooled features of a batch in memory; the median of some calls, as one line of JSON.
 *
 * <p>Arguments: network, batch, size, calls.
 */
public final class FeatureBenchmark {

    private static final int WARM_UP = 3;

    private FeatureBenchmark() {}

    public static void main(String[] args) throws IOException {
        String[] given = {"mobilenet-v2", "32", "224", "12"};
        System.arraycopy(args, 0, given, 0, args.length);
        Network network = Networks.named(given[0]);
        int batch = Integer.parseInt(given[1]);
        ImageSpec spec = new ImageSpec(Integer.parseInt(given[2]));
        double[] milliseconds = new double[Integer.parseInt(given[3])];
        byte[] rgb = new byte[batch * spec.bytes()];
        new Random(0).nextBytes(rgb);
        PixelBatch images = new PixelBatch(spec, batch, rgb);
        try (FeatureExtractor extractor =
                FeatureExtractor.open(network, BenchmarkWeights.of(network), spec, Devices.AUTO)) {
            for (int i = -WARM_UP; i < milliseconds.length; i++) {
                long start = System.nanoTime();
                extractor.features(images);
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"stackwright\", \"network\": \"%s\", \"batch\": %d, \"median_ms\": %.1f, \"min_ms\": %.1f,"
                        + " \"ms_per_image\": %.2f, \"resident_mb\": %d}%n",
                network.name(),
                batch,
                milliseconds[milliseconds.length / 2],
                milliseconds[0],
                milliseconds[milliseconds.length / 2] / batch,
                StepBenchmark.residentMegabytes());
    }
}
