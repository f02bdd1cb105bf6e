package dev.stackwright.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.download.Downloader;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import dev.stackwright.network.weights.WeightSources.StoreWeights;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.S3ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreWeightsTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");

    @TempDir
    Path folder;

    private EmbeddedStore embedded;
    private S3ObjectStore store;

    @BeforeEach
    void start() {
        embedded = EmbeddedStore.connectOrStart(folder.resolve("data"), "photos");
        store = S3ObjectStore.open(embedded.settings());
    }

    @AfterEach
    void stop() {
        store.close();
        embedded.close();
    }

    @Test
    void aPrefixGivesTheWeightsThatLieThereNow() {
        WeightSources sources = new WeightSources(
                folder.resolve("cache"), bucket -> store, Downloader.onThisMachine("stackwright/test"));
        WeightSource source = sources.parse("s3://photos/weights", 7, Progress.NONE, Cancellation.NEVER);
        assertThat(source.describe()).isEqualTo("s3://photos/weights/");
        NetworkWeights first = upload(1);
        assertThat(source.weights(NETWORK).digest()).isEqualTo(first.digest());
        assertThat(source.weights(NETWORK).digest()).isEqualTo(first.digest());
        NetworkWeights second = upload(2);
        assertThat(source.weights(NETWORK).digest()).isEqualTo(second.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void aMissingObjectIsNamedWithItsBucketAndKey() {
        assertThatThrownBy(() -> new StoreWeights(store, "weights/", folder.resolve("cache")).weights(NETWORK))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(
                        "s3://photos/weights/" + NETWORK.published().fileName());
    }

    private NetworkWeights upload(long seed) {
        NetworkWeights weights = RandomWeights.of(NETWORK, seed);
        Path file = KerasFile.of(NETWORK.weights(), weights.tensors()).write(folder.resolve(seed + ".h5"));
        store.put(new ObjectKey("weights/" + NETWORK.published().fileName()), file);
        return weights;
    }
}
