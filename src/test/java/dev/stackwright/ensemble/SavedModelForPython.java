package dev.stackwright.ensemble;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageFormat;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Run by hand: {@code SavedModelForPython <weights folder> <photo folder> <output folder> <network>…} writes an ensemble of
 * real weights and random heads, photos of noise, and its answers in Java to them and to each JPEG and PNG of a folder, for
 * {@code src/test/python/compare_saved_model.py}.
 */
final class SavedModelForPython {

    private static final Set<ImageFormat> IN_THE_GRAPH = EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG);

    private SavedModelForPython() {}

    public static void main(String[] args) throws Exception {
        Path out = Files.createDirectories(Path.of(args[2]));
        EnsembleModel model = model(Path.of(args[0]), List.of(args).subList(3, args.length));
        new SavedModelFormat(Devices.AUTO).write(model, out);
        PixelBatch photos = TinyEnsembles.photos(4, model.spec());
        Files.write(out.resolve("pixels.bin"), photos.rgb());
        try (SavedModelPredictor loaded = SavedModelPredictor.load(out, TinyEnsembles.manifest(model), Devices.AUTO)) {
            Map<String, Object> answers = answers(loaded.predict(photos));
            answers.put(
                    "shape",
                    List.of(photos.count(), model.spec().size(), model.spec().size(), 3));
            Files.write(out.resolve("answers.json"), Json.bytes(answers));
            Files.write(out.resolve("files.json"), Json.bytes(answersToFiles(loaded, Path.of(args[1]))));
        }
    }

    /** By path; null where we refuse the file. */
    private static Map<String, @Nullable Object> answersToFiles(SavedModelPredictor loaded, Path folder)
            throws IOException {
        Map<String, @Nullable Object> answers = new TreeMap<>();
        try (ImageDecoder decoder = new ImageDecoder(loaded.manifest().imageSpec(), ImageLimits.DEFAULT);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] encoded = Files.readAllBytes(file);
                if (!ImageFormat.sniff(encoded).filter(IN_THE_GRAPH::contains).isPresent()) {
                    continue;
                }
                try {
                    PixelBatch one = PixelBatch.of(decoder.spec(), List.of(decoder.decode(encoded)));
                    answers.put(file.toAbsolutePath().toString(), answers(loaded.predict(one)));
                } catch (ImageRejectedException refused) {
                    answers.put(file.toAbsolutePath().toString(), null);
                }
            }
        }
        return answers;
    }

    private static Map<String, Object> answers(Predictor.Prediction prediction) {
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put(ModelFormat.PROBABILITIES, rows(prediction.ensemble()));
        for (int m = 0; m < prediction.members().size(); m++) {
            answers.put(ModelFormat.MEMBER + m, rows(prediction.members().get(m)));
        }
        return answers;
    }

    /** Three labels at 224 pixels, every member with a random head, stacked by weights. */
    static EnsembleModel model(Path weights, List<String> names) {
        Random random = new Random(9);
        List<Member> members = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (String name : names) {
            Network network = Networks.named(name);
            Head head = new Head(
                    network.channels(),
                    3,
                    TinyEnsembles.floats(network.channels() * 3, 0.1, random),
                    TinyEnsembles.floats(3, 0.1, random));
            members.add(new Member(network, new DirectoryWeights(weights).weights(network), head));
            shares.add(1.0 / names.size());
        }
        Stack stack = new Stack.NonNegative(shares, List.of(0.1, 0.0, -0.1));
        return new EnsembleModel(TinyEnsembles.labels(3), new ImageSpec(224), members, stack, new Temperature(1.3));
    }

    private static double[][] rows(Probabilities probabilities) {
        double[][] rows = new double[probabilities.rows()][probabilities.labels()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = probabilities.at(i, j);
            }
        }
        return rows;
    }
}
