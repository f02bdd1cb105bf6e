package dev.stackwright.bench;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.download.Downloader;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.network.weights.WeightSources;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the parts of a publication take, twice: {@code PublicationBenchmark WEIGHTS-FOLDER network…}. Seconds of wall
 * clock and of this process's processor time.
 */
final class PublicationBenchmark {

    private PublicationBenchmark() {}

    public static void main(String[] args) throws Exception {
        Logger.getLogger("")
                .setLevel(Level.WARNING); // as commands do; with every level the upload takes five times as long
        Path folder = Files.createTempDirectory("publication");
        WeightSource source = new WeightSources(
                        folder, bucket -> null, Downloader.onThisMachine("stackwright/benchmark"))
                .parse(args[0], 7, Progress.NONE, Cancellation.NEVER);
        try (EmbeddedStore store = EmbeddedStore.connectOrStart(folder.resolve("data"), "stackwright");
                S3ObjectStore objects = S3ObjectStore.open(store.settings())) {
            for (int round = 1; round <= 2; round++) {
                Path out = Files.createDirectories(folder.resolve("model-" + round));
                List<EnsembleModel.Member> members = time("read weights", () -> members(args, source));
                EnsembleModel model = new EnsembleModel(
                        new Labels(List.of("a", "b")),
                        new ImageSpec(224),
                        members,
                        new Stack.Mean(),
                        Temperature.NEUTRAL);
                time("write SavedModel", () -> {
                    new SavedModelFormat(Devices.AUTO).write(model, out);
                    return out;
                });
                Path file = out.resolve(SavedModelFormat.FILE);
                time("hash " + (Files.size(file) >> 20) + " MiB", () -> Sha256.of(file));
                ObjectKey key = new ObjectKey("ensembles/a/versions/" + round + "/saved_model.pb");
                time("upload to the embedded store", () -> objects.create(key, file));
            }
        }
    }

    private static List<EnsembleModel.Member> members(String[] args, WeightSource source) {
        List<EnsembleModel.Member> members = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            Network network = Networks.named(args[i]);
            NetworkWeights weights = source.weights(network);
            Head head = new Head(network.channels(), 2, new float[network.channels() * 2], new float[2]);
            members.add(new EnsembleModel.Member(network, weights, head));
        }
        return members;
    }

    private static <T> T time(String what, Callable<T> work) throws Exception {
        long cpu = cpu();
        long begin = System.nanoTime();
        T made = work.call();
        System.out.printf(
                "%-30s %6.2f s, processor %6.2f s%n", what, (System.nanoTime() - begin) / 1e9, (cpu() - cpu) / 1e9);
        return made;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
