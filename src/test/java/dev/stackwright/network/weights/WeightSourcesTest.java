package dev.stackwright.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.PublishedWeights;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.network.weights.WeightSources.RandomWeightSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each source gives the same weights for the same file. */
class WeightSourcesTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");
    private static final NetworkWeights WEIGHTS = RandomWeights.of(NETWORK, 5);

    @TempDir
    Path folder;

    private final WeightSources sources = new WeightSources(
            Path.of("cache"),
            bucket -> {
                throw new IllegalArgumentException("no bucket " + bucket);
            },
            Downloader.onThisMachine("stackwright/test"));

    @Test
    void aFolderGivesTheWeightsOfItsFiles() {
        writeTo(folder);
        NetworkWeights read = parse(folder.toString()).weights(NETWORK);
        assertThat(read.digest()).isEqualTo(WEIGHTS.digest());
        assertThat(read.origin()).isEqualTo(NETWORK.published().fileName());
    }

    @Test
    void theOfficialAddressAndAnOwnBaseGiveTheSameWeights() throws Exception {
        Path file = writeTo(folder);
        Function<DownloadPolicy, Downloader> plain = policy ->
                WeightsServer.downloader(policy.withSchemes(Set.of(DownloadPolicy.HTTP_ON_LOOPBACK)), pause -> {});
        Path cache = folder.resolve("cache");
        try (WeightsServer server = new WeightsServer()) {
            server.put(file.getFileName().toString(), Files.readAllBytes(file));
            Network published = publishedAt(server.address(file.getFileName().toString()));
            assertThat(DownloadedWeights.official(cache, plain, Progress.NONE, Cancellation.NEVER)
                            .weights(published)
                            .digest())
                    .isEqualTo(WEIGHTS.digest());
            assertThat(DownloadedWeights.below(server.address(""), cache, plain, Progress.NONE, Cancellation.NEVER)
                            .weights(NETWORK)
                            .digest())
                    .isEqualTo(WEIGHTS.digest());
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void randomWeightsDependOnTheSeedAlone() {
        assertThat(parse("random").weights(NETWORK).digest())
                .isEqualTo(parse("random").weights(NETWORK).digest())
                .isNotEqualTo(WEIGHTS.digest());
    }

    @Test
    void everySourceIsCalledByItsName() {
        assertThat(parse("official")).isInstanceOf(DownloadedWeights.class);
        assertThat(parse(" random ")).isEqualTo(new RandomWeightSource(7));
        assertThat(parse("https://weights.example/keras").describe()).isEqualTo("https://weights.example/keras/");
        assertThat(parse("some/folder").describe())
                .isEqualTo(Path.of("some/folder").toString());
        assertThatThrownBy(() -> parse("s3://other/weights/")).hasMessage("no bucket other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://weights.example/",
                "ftp://weights.example/",
                "https://",
                "https:///x",
                "https://a b/",
                "https://weights.example/?x=1",
                "s3://",
                "s3:///weights/",
                "a\0b"
            })
    void whatIsNoSourceIsRefusedWithThoseThereAre(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "expected weights as official, random, https://host/folder/, s3://bucket/prefix/ or a folder");
    }

    private WeightSource parse(String text) {
        return sources.parse(text, 7, Progress.NONE, Cancellation.NEVER);
    }

    private static Path writeTo(Path folder) {
        return KerasFile.of(NETWORK.weights(), WEIGHTS.tensors())
                .write(folder.resolve(NETWORK.published().fileName()));
    }

    private static Network publishedAt(URI address) {
        return new Network(
                NETWORK.name(),
                NETWORK.title(),
                NETWORK.channels(),
                NETWORK.nativeSize(),
                NETWORK.minimumSize(),
                NETWORK.preprocessing(),
                new PublishedWeights(NETWORK.published().fileName(), address, "", 0, "Apache-2.0"),
                NETWORK.gmac(),
                NETWORK.architecture());
    }
}
