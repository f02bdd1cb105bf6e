package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.WeightShape.Role;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight steps of the article's recipe from the published weights beside Keras: losses, the loss in inference mode
 * afterwards, and how far the moving statistics have moved. {@code src/test/python/article_steps.py} wrote Keras' figures,
 * and the photos that both sides read, into the folder that the property names; ours are written beside them.
 */
@EnabledIfSystemProperty(named = Golden.WEIGHTS, matches = ".+")
@EnabledIfSystemProperty(named = ArticleStepsTest.FOLDER, matches = ".+")
class ArticleStepsTest {

    private static final int BATCH = 32;
    private static final double PERCENT = 0.1;

    static final String FOLDER = "stackwright.test.article-steps";

    /** In the order of the Python program: the loss of each step, that in inference mode, and movements by tensor. */
    private record Found(List<Double> losses, double inferenceLoss, List<List<Double>> moved) {}

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet-v2", "inception-v3", "xception"})
    void lossesAndMovingStatisticsAreThoseOfKeras(String name) throws IOException {
        JsonNode golden = golden(name);
        Found found = steps(golden, published(name));
        keep(golden, found);
        for (int i = 0; i < found.losses.size(); i++) {
            assertThat(found.losses.get(i))
                    .as("loss of step " + (i + 1))
                    .isCloseTo(golden.required("losses").get(i).doubleValue(), withPercentage(PERCENT));
        }
        assertThat(found.inferenceLoss)
                .as("loss in inference mode")
                .isCloseTo(golden.required("inferenceLoss").doubleValue(), withPercentage(PERCENT));
        assertThat(movement(golden, found)).as("movements").isLessThan(PERCENT / 100);
    }

    /** As it was before: the momentum capped as for weights from nothing. Losses in training mode cannot show it. */
    @Test
    void aCappedMomentumIsNoticed() throws IOException {
        JsonNode golden = golden("mobilenet-v2");
        NetworkWeights published = published("mobilenet-v2");
        Found found = steps(golden, NetworkWeights.of(published.network(), "random, it says", published.tensors()));
        assertThat(found.losses.get(1))
                .isCloseTo(golden.required("losses").get(1).doubleValue(), withPercentage(PERCENT));
        assertThat(Math.abs(
                        found.inferenceLoss / golden.required("inferenceLoss").doubleValue() - 1))
                .isGreaterThan(PERCENT / 100);
        assertThat(movement(golden, found)).isGreaterThan(100);
    }

    private static NetworkWeights published(String name) {
        return new DirectoryWeights(Path.of(System.getProperty(Golden.WEIGHTS))).weights(Networks.named(name));
    }

    private static Path file(String name) {
        return Path.of(System.getProperty(FOLDER), name);
    }

    private static JsonNode golden(String network) throws IOException {
        String name = "keras-" + network + ".json";
        return Json.read(Files.readAllBytes(file(name)), JsonNode.class, name);
    }

    private static Found steps(JsonNode golden, NetworkWeights weights) throws IOException {
        Network network = Networks.named(weights.network());
        ImageSpec spec = new ImageSpec(golden.required("size").intValue());
        float[] kernel = new float[network.channels()];
        for (int j = 0; j < kernel.length; j++) {
            kernel[j] = (float) ((j % 17 - 8) / (8 * Math.sqrt(kernel.length)));
        }
        Head head = new Head(network.channels(), 2, kernel, new float[] {0.05f});
        Augmentation[] none = new Augmentation[BATCH];
        Arrays.fill(none, Augmentation.NONE);
        byte[] photos = Files.readAllBytes(file("photos.u8"));
        List<Double> losses = new ArrayList<>();
        try (TrainableNetwork net = TrainableNetwork.open(
                network, weights, head, spec, FineTuneSettings.FINE_TUNING.article(), Devices.CPU)) {
            for (int t = 0; t < golden.required("losses").size(); t++) {
                losses.add(
                        net.step(images(photos, t, spec), labels(), none, 1e-4).loss());
            }
            return new Found(losses, loss(net.logits(images(photos, 0, spec))), moved(network, weights, net.weights()));
        }
    }

    private static PixelBatch images(byte[] photos, int step, ImageSpec spec) {
        int bytes = BATCH * spec.bytes();
        return new PixelBatch(spec, BATCH, Arrays.copyOfRange(photos, step * bytes, (step + 1) * bytes));
    }

    private static int[] labels() {
        int[] labels = new int[BATCH];
        Arrays.setAll(labels, i -> i % 2);
        return labels;
    }

    private static double loss(Logits logits) {
        double sum = 0;
        for (int i = 0; i < BATCH; i++) {
            double z = logits.at(i, 1);
            sum += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - z * labels()[i];
        }
        return sum / BATCH;
    }

    /** Of each moving statistic, as the golden has it: norm, and sum times the cosine of the index. */
    private static List<List<Double>> moved(Network network, NetworkWeights before, NetworkWeights after) {
        List<List<Double>> moved = new ArrayList<>();
        for (int k = 0; k < network.weights().size(); k++) {
            Role role = network.weights().get(k).role();
            if (role == Role.MOVING_MEAN || role == Role.MOVING_VARIANCE) {
                float[] from = before.tensors().get(k).values();
                float[] to = after.tensors().get(k).values();
                double squares = 0;
                double sum = 0;
                for (int i = 0; i < from.length; i++) {
                    double by = (double) to[i] - from[i];
                    squares += by * by;
                    sum += by * Math.cos(i);
                }
                moved.add(List.of(Math.sqrt(squares), sum));
            }
        }
        return moved;
    }

    /** The greatest difference of a movement from the golden's, as a share of the golden's norm. */
    private static double movement(JsonNode golden, Found found) {
        JsonNode expected = golden.required("moved");
        assertThat(found.moved).hasSize(expected.size());
        double worst = 0;
        for (int k = 0; k < expected.size(); k++) {
            double norm = expected.get(k).get(0).doubleValue();
            for (int i = 0; i < 2; i++) {
                double off = found.moved.get(k).get(i) - expected.get(k).get(i).doubleValue();
                worst = Math.max(worst, Math.abs(off) / norm);
            }
        }
        return worst;
    }

    /** As the Python program writes its own, for its comparison. */
    private static void keep(JsonNode golden, Found found) throws IOException {
        String name = golden.required("network").asText();
        Files.write(
                file("stackwright-" + name + ".json"),
                Json.bytes(Map.of(
                        "network", name,
                        "size", golden.required("size").intValue(),
                        "losses", found.losses,
                        "inferenceLoss", found.inferenceLoss,
                        "moved", found.moved)));
    }
}
