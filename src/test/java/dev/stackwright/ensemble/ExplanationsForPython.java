package dev.stackwright.ensemble;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Run by hand, for {@code src/test/python/compare_explanations.py}: writes pixels and maps of up to 16 photos.
 *
 * <p>{@code ExplanationsForPython <exported version> <output folder> <folder of photos>} does so for a version.
 *
 * <p>{@code ExplanationsForPython <weights folder> <output folder> <folder of photos> <network>…} first makes versions of
 * real weights and random heads for three labels, one for each kind of stack.
 */
final class ExplanationsForPython {

    private static final int PHOTOS = 16;

    private ExplanationsForPython() {}

    public static void main(String[] args) throws Exception {
        Path out = Path.of(args[1]);
        Path photos = Path.of(args[2]);
        if (args.length == 3) {
            Path version = Path.of(args[0]);
            write(
                    version,
                    Manifest.read(Files.readAllBytes(version.resolve("manifest.json")), "manifest"),
                    out,
                    photos);
            return;
        }
        EnsembleModel given =
                SavedModelForPython.model(Path.of(args[0]), List.of(args).subList(3, args.length));
        for (Stack stack : stacks(given)) {
            EnsembleModel model =
                    new EnsembleModel(given.labels(), given.spec(), given.members(), stack, given.temperature());
            Path folder = Files.createDirectories(out.resolve(stack.kind()));
            new SavedModelFormat(Devices.AUTO).write(model, folder);
            new OnnxFormat().write(model, folder);
            write(folder, TinyEnsembles.manifest(model), folder, photos);
        }
    }

    private static List<Stack> stacks(EnsembleModel model) {
        int members = model.members().size();
        int labels = model.labels().count();
        int channels = model.members().stream()
                .map(Member::head)
                .mapToInt(head -> head.channels())
                .sum();
        List<Double> shares =
                IntStream.range(0, members).mapToObj(m -> 0.2 + 0.3 * m).toList();
        return List.of(
                new Stack.Mean(),
                new Stack.Greedy(shares),
                new Stack.NonNegative(shares, List.of(0.1, 0.0, -0.1)),
                new Stack.ConcatenatedFeatures(TinyEnsembles.matrix(channels, labels, 0.1, 1), new float[labels]),
                new Stack.Dense(
                        TinyEnsembles.matrix(members * labels, 8, 0.5, 2),
                        new float[8],
                        TinyEnsembles.matrix(8, labels, 0.5, 3),
                        new float[labels]),
                new Stack.DenseOnProbabilities(
                        TinyEnsembles.matrix(members * labels, 8, 0.5, 4),
                        new float[8],
                        TinyEnsembles.matrix(8, labels, 0.5, 5),
                        new float[labels]));
    }

    private static void write(Path version, Manifest manifest, Path out, Path folder) throws Exception {
        PixelBatch photos = photos(folder, manifest.imageSpec());
        Files.write(Files.createDirectories(out).resolve("pixels.bin"), photos.rgb());
        int labels = manifest.labels().count();
        List<Map<String, Object>> members = new ArrayList<>();
        try (SavedModelPredictor loaded = SavedModelPredictor.load(version, manifest, Devices.AUTO)) {
            Evidence evidence = loaded.evidence(photos).orElseThrow();
            for (int m = 0; m < manifest.members().size(); m++) {
                int member = m;
                members.add(Map.of(
                        "network",
                        manifest.members().get(m).network(),
                        "maps",
                        maps(labels, photos, (image, label) -> evidence.ofMember(member, image, label))));
            }
            Files.write(
                    out.resolve("maps.json"),
                    Json.bytes(Map.of(
                            "shape",
                            List.of(
                                    photos.count(),
                                    photos.spec().size(),
                                    photos.spec().size(),
                                    ImageSpec.CHANNELS),
                            "members",
                            members,
                            "ensemble",
                            maps(labels, photos, evidence::ofEnsemble))));
        }
    }

    private static PixelBatch photos(Path folder, ImageSpec spec) throws Exception {
        List<Pixels> pixels = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder);
                ImageDecoder decoder = new ImageDecoder(spec, ImageLimits.DEFAULT)) {
            for (Path file :
                    files.filter(Files::isRegularFile).sorted().limit(PHOTOS).toList()) {
                pixels.add(decoder.decode(Files.readAllBytes(file)));
            }
        }
        return PixelBatch.of(spec, pixels);
    }

    private static List<List<List<Double>>> maps(
            int labels, PixelBatch photos, BiFunction<Integer, Integer, Evidence.HeatMap> map) {
        List<List<List<Double>>> maps = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            List<List<Double>> images = new ArrayList<>();
            for (int image = 0; image < photos.count(); image++) {
                images.add(map.apply(image, label).values());
            }
            maps.add(images);
        }
        return maps;
    }
}
