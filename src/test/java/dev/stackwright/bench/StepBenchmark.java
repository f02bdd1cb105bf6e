package dev.stackwright.bench;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.Precision;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One fine-tuning step: whole network, two-class head, Adam, on images in memory; the median of some steps and the
 * resident memory after them, as one line of JSON.
 *
 * <p>Arguments: network, batch, size, steps, {@code FROZEN} or {@code TRAINING}, {@code augmented} or {@code plain}, {@code FLOAT32},
 * {@code MIXED} or {@code AUTO}.
 */
public final class StepBenchmark {

    private static final int WARM_UP = 3;

    private StepBenchmark() {}

    public static void main(String[] args) throws IOException {
        String[] given = {"mobilenet-v2", "32", "224", "12", "FROZEN", "plain", "FLOAT32"};
        System.arraycopy(args, 0, given, 0, args.length);
        Network network = Networks.named(given[0]);
        int batch = Integer.parseInt(given[1]);
        ImageSpec spec = new ImageSpec(Integer.parseInt(given[2]));
        int steps = Integer.parseInt(given[3]);
        Random random = new Random(0);
        byte[] rgb = new byte[batch * spec.bytes()];
        random.nextBytes(rgb);
        PixelBatch images = new PixelBatch(spec, batch, rgb);
        int[] labels = random.ints(batch, 0, 2).toArray();
        Augmentation[] augmentations = new Augmentation[batch];
        Arrays.fill(
                augmentations,
                given[5].equals("plain") ? Augmentation.NONE : new Augmentation(true, 0.1, 0.05, 0.8, 0.9, 1, 1, 1));

        Head head = new Head(network.channels(), 2, new float[network.channels() * 2], new float[2]);
        FineTuneSettings options = new FineTuneSettings(
                1,
                batch,
                1e-4,
                0,
                FineTuneSettings.FINE_TUNING.optimizer(),
                0,
                FineTuneSettings.FINE_TUNING.augmentation(),
                ClassWeights.NONE,
                BatchNormMode.valueOf(given[4]),
                false,
                List.of(),
                Precision.valueOf(given[6]));
        double[] milliseconds = new double[steps];
        double loss = 0;
        try (TrainableNetwork trainable =
                TrainableNetwork.open(network, BenchmarkWeights.of(network), head, spec, options, Devices.AUTO)) {
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                loss = trainable
                        .step(new TrainingBatch(images, labels, augmentations), 1e-4)
                        .loss();
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"stackwright\", \"network\": \"%s\", \"batch\": %d, \"median_ms\": %.1f, \"min_ms\": %.1f,"
                        + " \"loss\": %.4f, \"resident_mb\": %d}%n",
                network.name(),
                batch,
                milliseconds[steps / 2],
                milliseconds[0],
                loss,
                residentMegabytes());
    }

    static long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
