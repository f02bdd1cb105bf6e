package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.download.DownloadException;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.Downloader.FileCheck;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.PublishedWeights;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Weights by https, kept in a cache folder: from where Keras-applications publishes them, or under the same file names
 * below an address of one's own. A file with a published MD5 is checked against it and then not asked for again; any
 * other is fetched anew when the server says that it changed. Thread-safe, also across processes that share the cache.
 */
public final class DownloadedWeights implements WeightSource {

    private static final DownloadPolicy POLICY = DownloadPolicy.files(16L << 30, true);

    private final @Nullable URI base;
    private final Path cache;
    private final Function<DownloadPolicy, Downloader> downloaders;
    private final Progress progress;
    private final Cancellation cancellation;

    private DownloadedWeights(
            @Nullable URI base,
            Path cache,
            Function<DownloadPolicy, Downloader> downloaders,
            Progress progress,
            Cancellation cancellation) {
        this.base = base;
        this.cache = cache;
        this.downloaders = downloaders;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * From where each network's weights are published.
     *
     * @param downloaders opens one for each file
     */
    public static DownloadedWeights official(
            Path cache,
            Function<DownloadPolicy, Downloader> downloaders,
            Progress progress,
            Cancellation cancellation) {
        return new DownloadedWeights(null, cache, downloaders, progress, cancellation);
    }

    /**
     * From an address of one's own; the digests of its files are the owner's affair.
     *
     * @param base an https address; a slash is added where it does not end in one
     * @param downloaders opens one for each file
     */
    public static DownloadedWeights below(
            URI base,
            Path cache,
            Function<DownloadPolicy, Downloader> downloaders,
            Progress progress,
            Cancellation cancellation) {
        URI folder = base.toString().endsWith("/") ? base : URI.create(base + "/");
        return new DownloadedWeights(folder, cache, downloaders, progress, cancellation);
    }

    @Override
    public NetworkWeights weights(Network network) {
        PublishedWeights published = network.published();
        String name = published.fileName();
        if (base == null) {
            Path file = cache.resolve("official").resolve(name);
            return KerasH5.read(fetch(network.name(), published.address(), file, published.md5()), network);
        }
        Sha256 place = Sha256.of(base.toString().getBytes(StandardCharsets.UTF_8));
        Path file = cache.resolve("https-" + place.brief()).resolve(name);
        return KerasH5.read(fetch(network.name(), base.resolve(name), file, ""), network);
    }

    /** Whether the cheapest network's published file can be had now; the answer comes within {@code timeout}. */
    public boolean reachable(Duration timeout) {
        return reachable(Networks.all().get(0).published().address(), timeout);
    }

    boolean reachable(URI address, Duration timeout) {
        try (Downloader downloader = downloaders.apply(POLICY)) {
            return downloader.reachable(address, timeout);
        }
    }

    /** @param md5 of the file, or empty where it is not known */
    Path fetch(String network, URI address, Path target, String md5) {
        try (Downloader downloader = downloaders.apply(POLICY)) {
            return downloader.file(address, target, "weights " + network, new KerasFile(md5), progress, cancellation);
        } catch (DownloadException e) {
            throw new WeightsException(inWords(network, address, e), e);
        } catch (IOException e) {
            throw new WeightsException(network + ": weights cannot be kept as " + target + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WeightsException(network + ": interrupted while fetching weights from " + address, e);
        }
    }

    private static String inWords(String network, URI address, DownloadException e) {
        return switch (e.reason()) {
            case SCHEME_NOT_ALLOWED ->
                "weights are fetched by https alone, found " + e.found()
                        + (e.found().equals(address.toString()) ? "" : ", to which " + address + " redirects");
            case TOO_MANY_REDIRECTS -> address + " redirects more than " + POLICY.maxRedirects() + " times";
            case WRONG_CONTENT -> network + ": what " + address + " gave is not the weights file: " + e.getMessage();
            case HTTP_STATUS ->
                e.mayPass()
                        ? unreachable(network, address, e)
                        : address + " answered " + e.found()
                                + "; expected the weights file. Check the address, or give a folder of weights"
                                + " instead.";
            case INVALID_URL, PORT_NOT_ALLOWED, ADDRESS_REFUSED, TOO_LARGE -> unreachable(network, address, e);
            case UNKNOWN_HOST, CONNECT_FAILED, TLS_FAILED, TRANSFER_FAILED, TIMEOUT -> unreachable(network, address, e);
        };
    }

    private static String unreachable(String network, URI address, DownloadException e) {
        return network + ": weights cannot be fetched from " + address + ": " + e.getMessage()
                + ". Check the connection, or give a folder of weights instead.";
    }

    @Override
    public String describe() {
        return base == null ? "official" : base.toString();
    }

    /** A whole HDF5 file, of that digest where one is known. */
    private record KerasFile(String md5) implements FileCheck {

        @Override
        public Optional<String> fault(Path file) throws IOException {
            Optional<String> fault = Hdf5Signature.fault(file);
            if (fault.isPresent() || md5.isEmpty()) {
                return fault;
            }
            String found = digest(file);
            return md5.equalsIgnoreCase(found)
                    ? Optional.empty()
                    : Optional.of("expected MD5 " + md5 + ", found " + found);
        }

        @Override
        public boolean knowsContent() {
            return !md5.isEmpty();
        }

        private static String digest(Path file) throws IOException {
            try (DigestInputStream in =
                    new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("MD5"))) {
                in.transferTo(OutputStream.nullOutputStream());
                return HexFormat.of().formatHex(in.getMessageDigest().digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has MD5", e);
            }
        }
    }
}
