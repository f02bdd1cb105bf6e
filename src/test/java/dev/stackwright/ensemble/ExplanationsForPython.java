package dev.stackwright.ensemble;

import dev.stackwright.common.Json;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.network.Head;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Run by hand: {@code ExplanationsForPython <weights folder> <output folder> <folder of photos> <network>…} writes an ensemble
 * of real weights and random heads, up to 16 photos, and its maps, for {@code src/test/python/compare_explanations.py}.
 */
final class ExplanationsForPython {

    private ExplanationsForPython() {}

    public static void main(String[] args) throws Exception {
        Path out = Files.createDirectories(Path.of(args[1]));
        EnsembleModel model =
                SavedModelForPython.model(Path.of(args[0]), List.of(args).subList(3, args.length));
        new SavedModelFormat(Devices.AUTO).write(model, out);
        PixelBatch photos = photos(Path.of(args[2]), model);
        Files.write(out.resolve("pixels.bin"), photos.rgb());
        List<Object> members = new ArrayList<>();
        try (SavedModelPredictor loaded = SavedModelPredictor.load(out, TinyEnsembles.manifest(model), Devices.AUTO)) {
            Evidence evidence = loaded.evidence(photos).orElseThrow();
            for (int m = 0; m < model.members().size(); m++) {
                Head head = model.members().get(m).head();
                Map<String, Object> member = new LinkedHashMap<>();
                member.put("network", model.members().get(m).network().name());
                member.put("kernel", rows(head));
                member.put("bias", head.bias());
                member.put("maps", maps(evidence, m, photos.count(), head.columns()));
                members.add(member);
            }
        }
        List<Integer> shape =
                List.of(photos.count(), model.spec().size(), model.spec().size(), 3);
        Files.write(out.resolve("maps.json"), Json.bytes(Map.of("shape", shape, "members", members)));
    }

    private static PixelBatch photos(Path folder, EnsembleModel model) throws Exception {
        List<Pixels> pixels = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder);
                ImageDecoder decoder = new ImageDecoder(model.spec(), ImageLimits.DEFAULT)) {
            for (Path file :
                    files.filter(Files::isRegularFile).sorted().limit(16).toList()) {
                pixels.add(decoder.decode(Files.readAllBytes(file)));
            }
        }
        return PixelBatch.of(model.spec(), pixels);
    }

    private static float[][] rows(Head head) {
        float[][] rows = new float[head.channels()][head.columns()];
        for (int i = 0; i < head.kernel().length; i++) {
            rows[i / head.columns()][i % head.columns()] = head.kernel()[i];
        }
        return rows;
    }

    private static List<List<List<Double>>> maps(Evidence evidence, int member, int photos, int labels) {
        List<List<List<Double>>> maps = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            List<List<Double>> images = new ArrayList<>();
            for (int image = 0; image < photos; image++) {
                images.add(evidence.ofMember(member, image, label).values());
            }
            maps.add(images);
        }
        return maps;
    }
}
