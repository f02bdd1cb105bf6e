package dev.stackwright.train.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import dev.stackwright.train.TrainedMember.PenaltySearch.Tried;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainedMember.WithWeights;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberArtifactTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");
    private static final NetworkWeights TRAINED = RandomWeights.of(NETWORK, 3);

    private final MapObjectStore store = new MapObjectStore();
    private final MemberArtifact folder = new MemberArtifact(store, new ObjectKey("runs/a/members/mobilenet-v2"));

    private static final List<RejectedImage> SET_ASIDE = List.of(new RejectedImage("train/a.jpg", "no image"));

    private static WithWeights made(Origin origin, float firstBias) {
        return made(origin, firstBias, new ImageFindings(SET_ASIDE, List.of(), List.of()));
    }

    private static WithWeights made(Origin origin, float firstBias, ImageFindings findings) {
        Head head = new Head(NETWORK.channels(), 2, new float[NETWORK.channels() * 2], new float[] {firstBias, -0f});
        FeatureMatrix features = new FeatureMatrix(1, NETWORK.channels(), new float[NETWORK.channels()]);
        Logits logits = Logits.of(new double[][] {{0.1, -1e-300}}, 2);
        TrainedMember member = new TrainedMember(
                new Weights(TRAINED.network(), TRAINED.origin(), TRAINED.digest()),
                origin,
                head,
                Optional.of(new PenaltySearch(0.1, List.of(new Tried(0.1, 0.3)))),
                new Outputs(logits, true, Optional.of(features), logits, features),
                Optional.of(new TrainingHistory(
                        NETWORK.name(),
                        3,
                        0,
                        "kept",
                        List.of(new TrainingHistory.Epoch(0, null, null, 0.5, 1.0, null, null)),
                        List.of(1),
                        null)),
                findings,
                new Measurements(Map.of("features", 1.5), Map.of("device", "CPU"), Map.of("features x", "reused")));
        return new WithWeights(member, TRAINED);
    }

    @Test
    void aMemberComesBackWithTheWeightsThatTrainingGaveIt() {
        WithWeights made = made(Origin.FINE_TUNED, 0.1f);
        folder.keep(made);
        assertThat(folder.find().orElseThrow()).usingRecursiveComparison().isEqualTo(made.member());
        assertThat(folder.changedWeights(NETWORK).orElseThrow().digest()).isEqualTo(TRAINED.digest());
    }

    @Test
    void whatDecodingFoundComesBack() {
        ImageFindings findings = new ImageFindings(
                SET_ASIDE,
                List.of(new NearCopy("train/b.jpg", "train/c.jpg", false, true)),
                List.of("of the images with 16 bits a sample, 1 uses 12 (read as 0 to 4095)"));
        folder.keep(made(Origin.PROBE, 0, findings));
        assertThat(folder.find().orElseThrow().findings()).isEqualTo(findings);
    }

    @Test
    void aTemperedMemberComesBackAsItIsServed() {
        WithWeights made = made(Origin.PROBE, 3);
        TrainedMember tempered =
                made.member().tempered(new Temperature(1.5), Logits.of(new double[][] {{0.1, 0.2}}, 2));
        assertThat(tempered.outputs().validation().at(0, 0)).isEqualTo(2);
        folder.keep(new WithWeights(tempered, made.weights()));
        TrainedMember found = folder.find().orElseThrow();
        assertThat(found).usingRecursiveComparison().isEqualTo(tempered);
        assertThat(found.head().logits(found.outputs().validationFeatures()).at(0, 0))
                .isEqualTo(2);
    }

    @Test
    void weightsThatStayedAsTheyWereAreNotKept() {
        folder.keep(made(Origin.PROBE, 0.1f));
        assertThat(folder.find()).isPresent();
        assertThat(folder.changedWeights(NETWORK)).isEmpty();
        assertThat(store.list("").mapToLong(ObjectSummary::size).sum()).isLessThan(100_000);
    }

    @Test
    void theFirstOfTwoCounts() {
        folder.keep(made(Origin.PROBE, 0.1f));
        folder.keep(made(Origin.PROBE, 0.2f));
        assertThat(folder.find().orElseThrow().head().bias()[0]).isEqualTo(0.1f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "short", "other"})
    void aMemberWhoseNumbersAreDamagedIsNotThereAndIsKeptAnew(String damage) {
        folder.keep(made(Origin.PROBE, 0.1f));
        ObjectKey blob = store.list("")
                .map(ObjectSummary::key)
                .filter(key -> key.value().endsWith(".bin"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = store.read(blob).orElseThrow();
        store.delete(blob);
        if (damage.equals("short")) {
            store.put(blob, new byte[] {1, 2, 3});
        } else if (damage.equals("other")) {
            bytes[0]++;
            store.put(blob, bytes);
        }
        assertThat(folder.find()).isEmpty();
        folder.keep(made(Origin.PROBE, 0.2f));
        assertThat(folder.find()).isPresent();
    }

    @Test
    void aDocumentThatIsNoneIsNotThereAndIsWrittenAnew() {
        store.put(new ObjectKey("runs/a/members/mobilenet-v2/member.json"), new byte[] {'{'});
        assertThat(folder.find()).isEmpty();
        folder.keep(made(Origin.PROBE, 0.1f));
        assertThat(folder.find()).isPresent();
    }

    @Test
    void weightsThatAreNotThoseOfTheMemberAreRefused() {
        assertThatThrownBy(() -> new WithWeights(made(Origin.PROBE, 0).member(), RandomWeights.of(NETWORK, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found the weights of random (seed 4)");
    }

    private static final ObjectKey DOCUMENT = new ObjectKey("runs/a/members/mobilenet-v2/member.json");
    private static final ObjectKey STACK = new ObjectKey("runs/a/stack/stack.json");

    private final StackArtifact stack = new StackArtifact(store, new ObjectKey("runs/a/stack"));

    private static String golden(String name) {
        try (InputStream golden = MemberArtifactTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(ObjectKey key, String json) {
        store.put(key, json.getBytes(StandardCharsets.UTF_8));
    }

    private String document(ObjectKey key) {
        return new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static TrainedStack dense() {
        return new TrainedStack(
                new Stack.Dense(
                        new float[][] {{0.1f, -0f}, {1e-30f, 3}},
                        new float[] {0.2f, 0},
                        new float[][] {{1, 2}, {3, 4}},
                        new float[] {0, 0}),
                new TrainedStack.Report(
                        "dense",
                        List.of(0.5),
                        List.of(new TrainedStack.Candidate("mean", 0.25, 1e-3, null, null)),
                        "because",
                        List.of()),
                new Temperature(1.5),
                Optional.of(Logits.of(new double[][] {{0.1, -1e-300}}, 2)),
                Instant.parse("2026-11-24T09:00:00.123Z"),
                new Measurements(Map.of("stack", 0.125), Map.of("device", "CPU"), Map.of()));
    }

    @Test
    void documentsOfSchemaOneAreWrittenAndReadAsEver() {
        folder.keep(made(Origin.FINE_TUNED, 0.1f));
        stack.keep(dense());
        assertThat(document(DOCUMENT)).isEqualTo(golden("member-1.json"));
        assertThat(document(STACK)).isEqualTo(golden("stack-1.json"));
        put(DOCUMENT, golden("member-1.json"));
        put(STACK, golden("stack-1.json"));
        assertThat(folder.find().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(made(Origin.FINE_TUNED, 0.1f).member());
        assertThat(stack.find().orElseThrow()).usingRecursiveComparison().isEqualTo(dense());
    }

    @Test
    void fieldsThatALaterVersionAddedArePassedOver() {
        folder.keep(made(Origin.PROBE, 0.1f));
        stack.keep(dense());
        put(DOCUMENT, document(DOCUMENT).replaceFirst("\\{", "{ \"later\" : [ 1 ],"));
        put(STACK, document(STACK).replaceFirst("\\{", "{ \"later\" : [ 1 ],"));
        assertThat(folder.find()).isPresent();
        assertThat(stack.find()).isPresent();
    }

    @Test
    void aDocumentOfANewerSchemaIsAnErrorAndStays() {
        String member = golden("member-1.json").replace("\"schema\" : 1", "\"schema\" : 2");
        String other = golden("stack-1.json").replace("\"schema\" : 1", "\"schema\" : 2");
        put(DOCUMENT, member);
        put(STACK, other);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                folder::find,
                () -> folder.changedWeights(NETWORK),
                () -> folder.keep(made(Origin.PROBE, 0.1f)),
                stack::find,
                () -> stack.keep(dense()))) {
            assertThatThrownBy(call)
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("expected document schema 1, found 2")
                    .hasMessageContaining("written by a newer Stackwright")
                    .hasMessageContaining("Or submit a new run");
        }
        assertThat(document(DOCUMENT)).isEqualTo(member);
        assertThat(document(STACK)).isEqualTo(other);
    }
}
