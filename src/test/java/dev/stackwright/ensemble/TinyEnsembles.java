package dev.stackwright.ensemble;

import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Models of random weights at small sizes, the same on each run, and what belongs to them. */
public final class TinyEnsembles {

    public static final ImageSpec SPEC = new ImageSpec(32);

    private static final Map<String, NetworkWeights> WEIGHTS = new ConcurrentHashMap<>();

    private TinyEnsembles() {}

    public static Labels labels(int count) {
        return new Labels(List.of("ant", "bee", "cat").subList(0, count));
    }

    /** MobileNetV2 and MobileNet. */
    static List<Member> twoMembers(int labels) {
        return List.of(member("mobilenet-v2", labels, 1), member("mobilenet", labels, 2));
    }

    static Member member(String name, int labels, long seed) {
        Network network = Networks.named(name);
        Random random = new Random(seed);
        Head head = new Head(
                network.channels(),
                labels,
                floats(network.channels() * labels, 0.1, random),
                floats(labels, 1, random));
        return new Member(network, WEIGHTS.computeIfAbsent(name + seed, key -> lively(network, seed)), head);
    }

    /**
     * Random weights whose features lie around one: as they come, features of unlike photos differ by less than rounding
     * shows after a head with biases. Scales the last batch norm.
     */
    private static NetworkWeights lively(Network network, long seed) {
        NetworkWeights random = RandomWeights.of(network, seed);
        float most = 0;
        try (FeatureExtractor extractor = FeatureExtractor.open(network, random, SPEC, Devices.AUTO)) {
            for (float value : extractor.features(photos(5, SPEC)).values()) {
                most = Math.max(most, value);
            }
        }
        List<NamedTensor> tensors = new ArrayList<>(random.tensors());
        for (int i = tensors.size() - 1; i >= 0; i--) {
            NamedTensor gamma = tensors.get(i);
            if (gamma.name().endsWith("/gamma")) {
                float[] scaled = gamma.values().clone();
                for (int j = 0; j < scaled.length; j++) {
                    scaled[j] *= 4 / most;
                }
                tensors.set(i, new NamedTensor(gamma.name(), gamma.shape(), scaled));
                break;
            }
        }
        return NetworkWeights.of(network.name(), random.origin(), tensors);
    }

    static EnsembleModel model(int labels, Stack stack) {
        return new EnsembleModel(labels(labels), SPEC, twoMembers(labels), stack, new Temperature(1.7));
    }

    /** Noise whose brightness differs from image to image, so that answers differ too. */
    public static PixelBatch photos(int count, ImageSpec spec) {
        Random random = new Random(3);
        byte[] rgb = new byte[count * spec.bytes()];
        for (int i = 0; i < rgb.length; i++) {
            int image = i / spec.bytes();
            int channel = i % ImageSpec.CHANNELS;
            rgb[i] = (byte) random.nextInt(1 + (50 + 83 * image + 61 * channel) % 256);
        }
        return new PixelBatch(spec, count, rgb);
    }

    static float[] floats(int count, double scale, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    static float[][] matrix(int rows, int columns, double scale, long seed) {
        Random random = new Random(seed);
        float[][] matrix = new float[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = floats(columns, scale, random);
        }
        return matrix;
    }

    public static Manifest manifest(EnsembleModel model) {
        return manifest(model, SavedModelFormat.FILE);
    }

    public static Manifest manifest(EnsembleModel model, String... files) {
        ValidationScores.Score score = new ValidationScores.Score(0.5, 0.4, 0.6, 0.7, 0.1, null);
        List<Manifest.MemberEntry> members = new ArrayList<>();
        for (Member m : model.members()) {
            members.add(new Manifest.MemberEntry(
                    m.network().name(), m.weights().origin(), m.weights().digest()));
        }
        return new Manifest(
                Manifest.SCHEMA,
                new EnsembleName("tiny"),
                new EnsembleVersion("20261124t081500z-3f2a9c1b"),
                Instant.EPOCH,
                model.labels(),
                model.spec(),
                members,
                "mean",
                model.temperature(),
                new ValidationScores(10, score, List.of(), List.of()),
                null,
                Map.of(),
                7,
                "test",
                Map.of(),
                Stream.of(files)
                        .map(file -> new Manifest.FileEntry(file, 1, Sha256.of(new byte[0])))
                        .toList());
    }
}
