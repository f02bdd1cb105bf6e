package dev.stackwright.train.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.dataset.RejectedImage;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.train.Made;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainingHistory;
import dev.stackwright.train.logistic.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberArtifactTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");
    private static final NetworkWeights TRAINED = RandomWeights.of(NETWORK, 3);

    private final MapObjectStore store = new MapObjectStore();
    private final MemberArtifact folder = new MemberArtifact(store, new ObjectKey("runs/a/members/mobilenet-v2"));

    private static Made made(Origin origin, float firstBias) {
        Head head = new Head(NETWORK.channels(), 2, new float[NETWORK.channels() * 2], new float[] {firstBias, -0f});
        FeatureMatrix features = new FeatureMatrix(1, NETWORK.channels(), new float[NETWORK.channels()]);
        Logits logits = Logits.of(new double[][] {{0.1, -1e-300}}, 2);
        TrainedMember member = new TrainedMember(
                new Weights(TRAINED.network(), TRAINED.origin(), TRAINED.digest()),
                origin,
                head,
                Optional.of(new Probe.Choice(0.1, List.of(new Probe.Tried(0.1, 0.3)))),
                new Outputs(logits, true, Optional.of(features), logits, features),
                Optional.of(new TrainingHistory(
                        NETWORK.name(),
                        3,
                        0,
                        "kept",
                        List.of(new TrainingHistory.Epoch(0, null, 0.5, 1.0)),
                        List.of(1))),
                List.of(new RejectedImage("train/a.jpg", "no image")),
                new Measurements(Map.of("features", 1.5), Map.of("device", "CPU"), Map.of("features x", "reused")));
        return new Made(member, TRAINED);
    }

    @Test
    void aMemberComesBackWithTheWeightsThatTrainingGaveIt() {
        Made made = made(Origin.FINE_TUNED, 0.1f);
        folder.keep(made);
        assertThat(folder.find().orElseThrow()).usingRecursiveComparison().isEqualTo(made.member());
        assertThat(folder.changedWeights(NETWORK).orElseThrow().digest()).isEqualTo(TRAINED.digest());
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
        assertThatThrownBy(() -> new Made(made(Origin.PROBE, 0).member(), RandomWeights.of(NETWORK, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found the weights of random (seed 4)");
    }
}
