package dev.stackwright.ensemble;

import static dev.stackwright.ensemble.TinyEnsembles.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import dev.stackwright.train.data.SubspaceFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each engine keeps of its port: what is written answers as plain arithmetic on the members' features does, and as
 * nothing else, to any number of callers.
 */
abstract class ModelFormatContract {

    private static final int PHOTOS = 5;
    private static final PixelBatch BATCH = TinyEnsembles.photos(PHOTOS, SPEC);

    @TempDir
    Path folder;

    abstract ModelFormat format();

    /** The one file that it writes. */
    private String file() {
        return format().files(TinyEnsembles.manifest(TinyEnsembles.model(2, new Stack.Mean())))
                .get(0);
    }

    @Test
    void theMeanOfLogitsIsWrittenAsItIs() {
        answersAs(2, new Stack.Mean(), (features, logits) ->
                new double[] {(logits[0][0] + logits[1][0]) / 2, (logits[0][1] + logits[1][1]) / 2});
    }

    @Test
    void greedyWeightsAreWrittenAsTheyAre() {
        answersAs(2, new Stack.Greedy(List.of(0.8, 0.2)), (features, logits) ->
                new double[] {0.8 * logits[0][0] + 0.2 * logits[1][0], 0.8 * logits[0][1] + 0.2 * logits[1][1]});
    }

    @Test
    void nonNegativeWeightsAndBiasOfThreeClassesAreWrittenAsTheyAre() {
        Stack stack = new Stack.NonNegative(List.of(0.3, 1.9), List.of(0.5, -0.25, 0.125));
        answersAs(3, stack, (features, logits) -> new double[] {
            0.3 * logits[0][0] + 1.9 * logits[1][0] + 0.5,
            0.3 * logits[0][1] + 1.9 * logits[1][1] - 0.25,
            0.3 * logits[0][2] + 1.9 * logits[1][2] + 0.125
        });
    }

    @Test
    void oneHeadOnAllFeaturesIsWrittenAsItIs() {
        float[][] kernel = TinyEnsembles.matrix(1280 + 1024, 3, 0.05, 11);
        float[] bias = {0.1f, -0.2f, 0.3f};
        answersAs(
                3,
                new Stack.ConcatenatedFeatures(kernel, bias),
                (features, logits) -> dense(sideBySide(features), kernel, bias));
    }

    @Test
    void denseLayersOnLogitsAreWrittenAsTheyAre() {
        float[][] first = TinyEnsembles.matrix(6, 10, 0.7, 12);
        float[] firstBias = TinyEnsembles.matrix(1, 10, 0.5, 13)[0];
        float[][] second = TinyEnsembles.matrix(10, 3, 0.7, 14);
        float[] secondBias = {0.1f, -0.2f, 0.3f};
        answersAs(3, new Stack.Dense(first, firstBias, second, secondBias), (features, logits) -> {
            return dense(relu(dense(sideBySide(logits), first, firstBias)), second, secondBias);
        });
    }

    @Test
    void theArticlesStackSeesOneSigmoidAMemberAndEndsInOne() {
        float[][] first = TinyEnsembles.matrix(2, 10, 1, 15);
        float[] firstBias = TinyEnsembles.matrix(1, 10, 0.5, 16)[0];
        float[][] second = TinyEnsembles.matrix(10, 1, 1, 17);
        float[] secondBias = {0.2f};
        Stack stack = new Stack.DenseOnProbabilities(first, firstBias, second, secondBias);
        EnsembleModel model = TinyEnsembles.model(2, stack);
        List<Member> sigmoids = model.members().stream()
                .map(ModelFormatContract::withASigmoidUnit)
                .toList();
        answersAs(new EnsembleModel(model.labels(), SPEC, sigmoids, stack, model.temperature()), (features, logits) -> {
            double[] inputs = {softmax(logits[0], 1)[1], softmax(logits[1], 1)[1]};
            return new double[] {0, dense(relu(dense(inputs, first, firstBias)), second, secondBias)[0]};
        });
    }

    @Test
    void ofThreeLabelsTheArticlesStackSeesEachMembersSoftmax() {
        float[][] first = TinyEnsembles.matrix(6, 10, 2, 18);
        float[] firstBias = TinyEnsembles.matrix(1, 10, 0.5, 19)[0];
        float[][] second = TinyEnsembles.matrix(10, 3, 2, 20);
        float[] secondBias = {0.1f, -0.2f, 0.3f};
        answersAs(3, new Stack.DenseOnProbabilities(first, firstBias, second, secondBias), (features, logits) -> {
            double[] inputs = sideBySide(new double[][] {softmax(logits[0], 1), softmax(logits[1], 1)});
            return dense(relu(dense(inputs, first, firstBias)), second, secondBias);
        });
    }

    private static Member withASigmoidUnit(Member member) {
        int channels = member.network().channels();
        float[] kernel = TinyEnsembles.matrix(1, channels, 0.03, channels)[0];
        return new Member(member.network(), member.weights(), new Head(channels, 2, kernel, new float[] {0.3f}));
    }

    @Test
    void howUnlikeTrainingPhotosAnImageIsStandsBesideItsAnswer() {
        List<Member> members = TinyEnsembles.twoMembers(2).stream()
                .map(ModelFormatContract::withWhatItHasSeen)
                .toList();
        EnsembleModel model =
                new EnsembleModel(TinyEnsembles.labels(2), SPEC, members, new Stack.Mean(), Temperature.NEUTRAL);
        format().write(model, folder);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            Predictor.Prediction found = loaded.predict(BATCH);
            for (int row = 0; row < PHOTOS; row++) {
                double expected = 0;
                for (Member member : members) {
                    expected += member.seen().unfamiliarity(features(member), row) / members.size();
                }
                assertThat(found.unfamiliarity(row)).isCloseTo(expected, within(1e-4));
            }
            assertThat(loaded.predict(TinyEnsembles.photos(0, SPEC)).unfamiliarity())
                    .isEmpty();
        }
    }

    @Test
    void whereOneMemberDoesNotKnowWhatItHasSeenNothingIsSaid() {
        List<Member> members = List.of(
                withWhatItHasSeen(TinyEnsembles.member("mobilenet", 2, 1)), TinyEnsembles.member("mobilenet", 2, 2));
        EnsembleModel model =
                new EnsembleModel(TinyEnsembles.labels(2), SPEC, members, new Stack.Mean(), Temperature.NEUTRAL);
        format().write(model, folder);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            assertThat(loaded.predict(BATCH).unfamiliarity(0)).isNull();
        }
    }

    private static Member withWhatItHasSeen(Member member) {
        FeatureMatrix features = features(member);
        return new Member(
                member.network(), member.weights(), member.head(), SubspaceFit.fit(features, new int[] {0, 1, 2, 3}));
    }

    private static FeatureMatrix features(Member member) {
        try (FeatureExtractor extractor =
                FeatureExtractor.open(member.network(), member.weights(), SPEC, Devices.AUTO)) {
            return extractor.features(BATCH);
        }
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        format().write(TinyEnsembles.model(2, new Stack.Mean()), first);
        format().write(TinyEnsembles.model(2, new Stack.Mean()), second);
        assertThat(Sha256.of(first.resolve(file()))).isEqualTo(Sha256.of(second.resolve(file())));
    }

    @Test
    void twoMembersOfOneNetworkStayApart() {
        List<Member> twins = List.of(TinyEnsembles.member("mobilenet", 2, 1), TinyEnsembles.member("mobilenet", 2, 2));
        EnsembleModel model =
                new EnsembleModel(TinyEnsembles.labels(2), SPEC, twins, new Stack.Mean(), Temperature.NEUTRAL);
        format().write(model, folder);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            List<Probabilities> members = loaded.predict(BATCH).members();
            assertThat(members.get(0).at(0, 0)).isNotCloseTo(members.get(1).at(0, 0), within(1e-3));
        }
    }

    @Test
    void concurrentCallsGetTheirOwnAnswers() throws Exception {
        EnsembleModel model = TinyEnsembles.model(2, new Stack.Mean());
        format().write(model, folder);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            List<Double> alone = new ArrayList<>();
            List<Callable<Double>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                PixelBatch one = photo(i % PHOTOS);
                alone.add(loaded.predict(one).ensemble().at(0, 0));
                calls.add(() -> loaded.predict(one).ensemble().at(0, 0));
            }
            List<Double> together = new ArrayList<>();
            for (Future<Double> answer : pool.invokeAll(calls)) {
                together.add(answer.get());
            }
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i)).isCloseTo(alone.get(i), within(1e-6));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void noImagesGiveNoAnswersAndOtherSizesAreRefused() {
        EnsembleModel model = TinyEnsembles.model(3, new Stack.Mean());
        format().write(model, folder);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            Predictor.Prediction none = loaded.predict(TinyEnsembles.photos(0, SPEC));
            assertThat(none.ensemble().rows()).isZero();
            assertThat(none.members()).hasSize(2);
            assertThatThrownBy(() -> loaded.predict(TinyEnsembles.photos(1, new ImageSpec(64))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("size=32")
                    .hasMessageContaining("size=64");
        }
    }

    @Test
    void aClosedEnsembleSaysSoAndMayBeClosedAgain() {
        EnsembleModel model = TinyNetwork.model(TinyEnsembles.labels(2), SPEC, 16);
        format().write(model, folder);
        Predictor loaded = format().load(folder, TinyEnsembles.manifest(model));
        loaded.close();
        loaded.close();
        assertThatThrownBy(() -> loaded.predict(BATCH)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoAsksWhileItIsClosedIsAnsweredOrToldSo() throws Exception {
        EnsembleModel model = TinyNetwork.model(TinyEnsembles.labels(2), SPEC, 16);
        format().write(model, folder);
        int callers = 2; // more would keep each other and the one who closes from the processor
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            Predictor loaded = format().load(folder, TinyEnsembles.manifest(model));
            CountDownLatch answered = new CountDownLatch(callers);
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                ends.add(pool.submit(() -> {
                    while (true) {
                        try {
                            assertThat(loaded.predict(BATCH).ensemble().rows()).isEqualTo(PHOTOS);
                            answered.countDown();
                        } catch (IllegalStateException e) {
                            return "told so";
                        }
                    }
                }));
            }
            answered.await();
            loaded.close();
            for (Future<String> end : ends) {
                assertThat(end.get()).isEqualTo("told so");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** At this size a map has one place, which is the whole image: it adds all that is not bias. */
    private static void explains(
            Evidence found, EnsembleModel model, ByHand byHand, double[][] features, double[][] logits, int photo) {
        double little = 1e-5;
        double[] before = byHand.logits(features, logits);
        for (int m = 0; m < 2; m++) {
            double[] added = head(model.members().get(m).head(), features[m]);
            double[] bias = head(model.members().get(m).head(), new double[features[m].length]);
            double[][] moreFeatures = features.clone();
            moreFeatures[m] =
                    Arrays.stream(features[m]).map(x -> x * (1 + little)).toArray();
            double[][] moreLogits = logits.clone();
            moreLogits[m] = head(model.members().get(m).head(), moreFeatures[m]);
            double[] after = byHand.logits(moreFeatures, moreLogits);
            assertThat(found.members().get(m).size()).isEqualTo(1);
            for (int label = 1; label < added.length; label++) {
                assertThat(difference(found.members().get(m), photo, label))
                        .isCloseTo(added[label] - bias[label] - added[0] + bias[0], within(1e-3));
                assertThat(difference(found.parts().get(m), photo, label))
                        .isCloseTo((after[label] - before[label] - after[0] + before[0]) / little, within(2e-2));
            }
        }
    }

    /** As against the first label: what is added to all labels says nothing. */
    private static double difference(Evidence.Places places, int photo, int label) {
        return places.at(photo, 0, 0, label) - places.at(photo, 0, 0, 0);
    }

    private interface ByHand {
        /** A photo's ensemble logits from each member's features and logits. */
        double[] logits(double[][] features, double[][] logits);
    }

    private void answersAs(int labels, Stack stack, ByHand byHand) {
        answersAs(TinyEnsembles.model(labels, stack), byHand);
    }

    private void answersAs(EnsembleModel model, ByHand byHand) {
        double[][][] features = features(model);
        format().write(model, folder);
        try (Predictor loaded = format().load(folder, TinyEnsembles.manifest(model))) {
            Predictor.Prediction found = loaded.predict(BATCH);
            assertThat(found.ensemble().at(0, 0)).isNotCloseTo(found.ensemble().at(1, 0), within(1e-3));
            for (int photo = 0; photo < PHOTOS; photo++) {
                double[][] logits = new double[2][];
                for (int m = 0; m < 2; m++) {
                    logits[m] = head(model.members().get(m).head(), features[photo][m]);
                    same(found.members().get(m), photo, softmax(logits[m], 1));
                }
                double[] expected = byHand.logits(features[photo], logits);
                same(
                        found.ensemble(),
                        photo,
                        softmax(expected, model.temperature().value()));
                explains(loaded.evidence(BATCH).orElseThrow(), model, byHand, features[photo], logits, photo);
            }
        }
    }

    private static void same(Probabilities found, int row, double[] expected) {
        assertThat(found.labels()).isEqualTo(expected.length);
        for (int label = 0; label < expected.length; label++) {
            assertThat(found.at(row, label)).isCloseTo(expected[label], within(1e-5));
        }
    }

    private static double[][][] features(EnsembleModel model) {
        double[][][] features = new double[PHOTOS][2][];
        for (int m = 0; m < 2; m++) {
            Member member = model.members().get(m);
            try (FeatureExtractor extractor =
                    FeatureExtractor.open(member.network(), member.weights(), SPEC, Devices.AUTO)) {
                FeatureMatrix matrix = extractor.features(BATCH);
                for (int photo = 0; photo < PHOTOS; photo++) {
                    features[photo][m] = new double[matrix.channels()];
                    for (int c = 0; c < matrix.channels(); c++) {
                        features[photo][m][c] = matrix.at(photo, c);
                    }
                }
            }
        }
        return features;
    }

    private static double[] head(Head head, double[] features) {
        int columns = head.bias().length;
        float[][] kernel = new float[head.channels()][columns];
        for (int i = 0; i < head.kernel().length; i++) {
            kernel[i / columns][i % columns] = head.kernel()[i];
        }
        double[] output = dense(features, kernel, head.bias());
        return columns == 1 ? new double[] {0, output[0]} : output;
    }

    private static double[] relu(double[] values) {
        return Arrays.stream(values).map(v -> Math.max(0, v)).toArray();
    }

    private static double[] dense(double[] input, float[][] kernel, float[] bias) {
        double[] output = new double[bias.length];
        for (int j = 0; j < output.length; j++) {
            output[j] = bias[j];
            for (int i = 0; i < input.length; i++) {
                output[j] += input[i] * kernel[i][j];
            }
        }
        return output;
    }

    private static double[] sideBySide(double[][] parts) {
        return Stream.of(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] softmax(double[] logits, double temperature) {
        double sum = 0;
        double[] out = new double[logits.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.exp(logits[i] / temperature);
            sum += out[i];
        }
        for (int i = 0; i < out.length; i++) {
            out[i] /= sum;
        }
        return out;
    }

    private static PixelBatch photo(int index) {
        byte[] rgb = new byte[SPEC.bytes()];
        System.arraycopy(BATCH.rgb(), index * rgb.length, rgb, 0, rgb.length);
        return new PixelBatch(SPEC, 1, rgb);
    }
}
