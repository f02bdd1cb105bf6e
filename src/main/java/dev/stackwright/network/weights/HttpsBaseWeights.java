package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Weights under their official file names below an https address of one's own, kept in a cache folder. Their digests are
 * the owner's affair. Thread-safe, also across processes that share the cache.
 */
public final class HttpsBaseWeights implements WeightSource {

    private final URI base;
    private final Path cache;
    private final Downloader downloader;
    private final Progress progress;
    private final Cancellation cancellation;

    /** @param base an https address; a slash is added where it does not end in one */
    public HttpsBaseWeights(URI base, Path cache, Progress progress, Cancellation cancellation) {
        this(base, cache, Downloader.HTTPS, progress, cancellation);
    }

    HttpsBaseWeights(URI base, Path cache, Downloader downloader, Progress progress, Cancellation cancellation) {
        this.base = base.toString().endsWith("/") ? base : URI.create(base + "/");
        this.cache = cache;
        this.downloader = downloader;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    @Override
    public NetworkWeights weights(Network network) {
        String name = network.published().fileName();
        Sha256 place = Sha256.of(base.toString().getBytes(StandardCharsets.UTF_8));
        Path file = cache.resolve("https-" + place.brief()).resolve(name);
        downloader.fetch(network.name(), base.resolve(name), file, "", progress, cancellation);
        return KerasH5.read(file, network);
    }

    @Override
    public String describe() {
        return base.toString();
    }
}
