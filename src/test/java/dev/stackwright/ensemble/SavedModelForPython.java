package dev.stackwright.ensemble;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelPredictor;
import dev.stackwright.tensorflow.SavedModelWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Run by hand: {@code SavedModelForPython <weights folder> <output folder> <network>…} writes an ensemble of real weights
 * and random heads, photos of noise, and its answers in Java, for {@code src/test/python/compare_saved_model.py}.
 */
final class SavedModelForPython {

    private SavedModelForPython() {}

    public static void main(String[] args) throws Exception {
        Path out = Files.createDirectories(Path.of(args[1]));
        EnsembleModel model = model(Path.of(args[0]), List.of(args).subList(2, args.length));
        SavedModelWriter.write(model, out);
        PixelBatch photos = TinyEnsembles.photos(4, model.spec());
        Files.write(out.resolve("pixels.bin"), photos.rgb());
        try (SavedModelPredictor loaded = SavedModelPredictor.load(out, TinyEnsembles.manifest(model), Devices.AUTO)) {
            Predictor.Prediction prediction = loaded.predict(photos);
            Map<String, Object> answers = new LinkedHashMap<>();
            answers.put(
                    "shape",
                    List.of(photos.count(), model.spec().size(), model.spec().size(), 3));
            answers.put(ModelFormat.PROBABILITIES, rows(prediction.ensemble()));
            for (int m = 0; m < prediction.members().size(); m++) {
                answers.put(ModelFormat.MEMBER + m, rows(prediction.members().get(m)));
            }
            Files.write(out.resolve("answers.json"), Json.bytes(answers));
        }
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
