package dev.stackwright.bench;

import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.ensemble.TrainedEnsemble;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Photos and ensembles to measure with, drawn and random; a folder keeps them. */
record BenchmarkModels(Path folder) {

    private static final List<String> REQUESTED = List.of("mobilenet-v2", "mobilenet");

    /** JPEGs of a web page's and of a phone's size. */
    List<Path> photos() throws IOException {
        return List.of(photo(500, 375), photo(4000, 3000));
    }

    private Path photo(int width, int height) throws IOException {
        Path file = folder.resolve(width + "x" + height + ".jpg");
        if (!Files.exists(file)) {
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = image.createGraphics();
            pen.setPaint(new GradientPaint(0, 0, Color.GREEN, width, height, Color.BLUE));
            pen.fillRect(0, 0, width, height);
            Random random = new Random(0);
            for (int i = 0; i < 500; i++) {
                pen.setColor(new Color(random.nextInt(1 << 24)));
                pen.fillOval(random.nextInt(width), random.nextInt(height), width / 20, height / 20);
            }
            pen.dispose();
            ImageIO.write(image, "jpg", file.toFile());
        }
        return file;
    }

    /** A folder with the manifest and model of an ensemble of these networks with random weights and two labels. */
    Path ensemble(List<String> networks, int size) throws IOException {
        Path exported = folderOf(networks);
        if (!Files.exists(exported.resolve("manifest.json"))) {
            try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(folder.resolve("store"), "benchmark");
                    S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
                publish(store, networks, size, exported);
            }
        }
        return exported;
    }

    Path folderOf(List<String> networks) {
        return folder.resolve(networks.size() == 1 ? networks.get(0) : networks.size() + "-networks");
    }

    private void publish(S3ObjectStore store, List<String> networks, int size, Path exported) {
        store.ensureBucket();
        EnsembleRepository repository =
                new EnsembleRepository(store, Clock.systemUTC(), folder.resolve("cache"), new OnnxFormat());
        EnsembleModel model = new EnsembleModel(
                new Labels(List.of("ant", "bee")),
                new ImageSpec(size),
                networks.stream().map(BenchmarkModels::member).toList(),
                new Stack.Mean(),
                Temperature.NEUTRAL);
        ValidationScores none = new ValidationScores(
                1, new ValidationScores.Score(0.5, 0.4, 0.6, 0.7, 0.1, null), List.of(), List.of());
        EnsembleName name = new EnsembleName(exported.getFileName().toString());
        TrainedEnsemble draft = new TrainedEnsemble(model, Map.of(), none, Map.of(), 1, "benchmark");
        EnsembleVersion version = repository.publish(name, draft, Progress.NONE).version();
        repository.promote(name, version, "benchmark", "to be measured");
        repository.export(name, version, exported);
    }

    private static Member member(String name) {
        Network network = Networks.named(name);
        Head head = new Head(network.channels(), 2, new float[network.channels() * 2], new float[2]);
        return new Member(network, BenchmarkWeights.of(network), head);
    }

    /** Requests a second, and what half and 99 of 100 of them took, at 1, 8 and 50 callers. */
    void answerRequests(int calls) throws Exception {
        Path ensemble = ensemble(REQUESTED, 224);
        System.out.printf("%nRequests of one photo to %s%n%n", String.join(" and ", REQUESTED));
        SharedBatchBenchmark.main(new String[] {
            folder.resolve("store").toString(),
            ensemble.getFileName().toString(),
            photo(500, 375).toString(),
            folder.resolve("cache").toString(),
            Integer.toString(10 * calls),
            "1"
        });
    }
}
