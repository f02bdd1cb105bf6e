package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.PublishedWeights;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Weights from where Keras-applications publishes them, by https, kept in a cache folder and checked against their
 * published MD5 where one is known. Thread-safe, also across processes that share the cache.
 */
public final class OfficialWeights implements WeightSource {

    private final Path cache;
    private final Downloader downloader;
    private final Progress progress;
    private final Cancellation cancellation;

    public OfficialWeights(Path cache, Progress progress, Cancellation cancellation) {
        this(cache, Downloader.HTTPS, progress, cancellation);
    }

    OfficialWeights(Path cache, Downloader downloader, Progress progress, Cancellation cancellation) {
        this.cache = cache;
        this.downloader = downloader;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    @Override
    public NetworkWeights weights(Network network) {
        PublishedWeights published = network.published();
        Path file = cache.resolve("official").resolve(published.fileName());
        downloader.fetch(network.name(), published.address(), file, published.md5(), progress, cancellation);
        return KerasH5.read(file, network);
    }

    /** Whether the cheapest network's file can be had now; the answer, false without a network, comes within timeout. */
    public boolean reachable(Duration timeout) {
        return reachable(Networks.all().get(0), timeout);
    }

    /** As {@link #reachable(Duration)}, for one network. */
    public boolean reachable(Network network, Duration timeout) {
        return downloader.reachable(network.published().address(), timeout);
    }

    @Override
    public String describe() {
        return "official";
    }
}
