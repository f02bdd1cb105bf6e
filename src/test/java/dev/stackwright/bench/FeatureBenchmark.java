package dev.stackwright.bench;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.onnx.OnnxRuntime;
import dev.stackwright.tensorflow.Devices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Pooled features of a batch in memory by one engine or by several in turn; the median of some calls, as one line of JSON
 * an engine.
 *
 * <p>Arguments: network, batch, size, calls, engines separated by commas ({@code tensorflow,onnx}).
 */
public final class FeatureBenchmark {

    private static final int WARM_UP = 3;

    private FeatureBenchmark() {}

    public static void main(String[] args) throws IOException {
        String[] given = {"mobilenet-v2", "32", "224", "12", "tensorflow"};
        System.arraycopy(args, 0, given, 0, args.length);
        Network network = Networks.named(given[0]);
        int batch = Integer.parseInt(given[1]);
        ImageSpec spec = new ImageSpec(Integer.parseInt(given[2]));
        String[] engines = given[4].split(",", -1);
        double[][] milliseconds = new double[engines.length][Integer.parseInt(given[3])];
        byte[] rgb = new byte[batch * spec.bytes()];
        new Random(0).nextBytes(rgb);
        PixelBatch images = new PixelBatch(spec, batch, rgb);
        List<FeatureEngine.Extractor> extractors = new ArrayList<>();
        try {
            for (String engine : engines) {
                extractors.add(engine(engine).extractor(network, BenchmarkWeights.of(network), spec));
            }
            for (int i = -WARM_UP; i < milliseconds[0].length; i++) {
                for (int e = 0; e < engines.length; e++) {
                    long start = System.nanoTime();
                    extractors.get(e).features(images);
                    if (i >= 0) {
                        milliseconds[e][i] = (System.nanoTime() - start) / 1e6;
                    }
                }
            }
        } finally {
            extractors.forEach(FeatureEngine.Extractor::close);
        }
        for (int e = 0; e < engines.length; e++) {
            print(engines[e], network, batch, milliseconds[e]);
        }
    }

    private static FeatureEngine engine(String name) {
        return switch (name) {
            case "tensorflow" -> Devices.AUTO;
            case "onnx" -> OnnxRuntime.CPU;
            default -> throw new IllegalArgumentException("expected tensorflow or onnx, found " + name);
        };
    }

    private static void print(String engine, Network network, int batch, double[] milliseconds) throws IOException {
        Arrays.sort(milliseconds);
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"stackwright\", \"engine\": \"%s\", \"network\": \"%s\", \"batch\": %d, \"median_ms\":"
                        + " %.1f, \"min_ms\": %.1f, \"ms_per_image\": %.2f, \"resident_mb\": %d}%n",
                engine,
                network.name(),
                batch,
                milliseconds[milliseconds.length / 2],
                milliseconds[0],
                milliseconds[milliseconds.length / 2] / batch,
                StepBenchmark.residentMegabytes());
    }
}
