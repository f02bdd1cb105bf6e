package dev.stackwright.bench;

import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * From an encoded image to pixels of a network's size; the median of some calls, as one line of JSON.
 *
 * <p>Arguments: file, size, calls.
 */
final class DecodeBenchmark {

    private static final int WARM_UP = 3;

    private DecodeBenchmark() {}

    public static void main(String[] args) throws Exception {
        byte[] encoded = Files.readAllBytes(Path.of(args[0]));
        double[] milliseconds = new double[Integer.parseInt(args[2])];
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(Integer.parseInt(args[1])), ImageLimits.DEFAULT)) {
            for (int i = -WARM_UP; i < milliseconds.length; i++) {
                long start = System.nanoTime();
                decoder.decode(encoded);
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"stackwright\", \"median_ms\": %.3f, \"min_ms\": %.3f}%n",
                milliseconds[milliseconds.length / 2],
                milliseconds[0]);
    }
}
