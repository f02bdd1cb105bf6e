package dev.stackwright.dataset;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.download.DownloadException;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Opens datasets wherever they lie. Thread-safe. */
public final class Datasets {

    /** Pauses that come to 15 seconds: a store that restarts is there again. */
    private static final Backoff RETRY = Backoff.of(5, Duration.ofSeconds(1), Duration.ofSeconds(8));

    private final ObjectStore store;
    private final Path cache;
    private final DatasetLimits limits;
    private final boolean privateAddresses;
    private final Function<DownloadPolicy, Downloader> downloaders;
    private final Backoff retry;

    /**
     * @param store reads {@code s3://} locations of its own bucket; others are refused
     * @param cache folder for downloads, by content; created when missing
     * @param privateAddresses whether {@code https://} locations may lead to private networks: for one's own datasets,
     *     not for a stranger's request
     * @param downloaders opens one for each {@code https://} location
     */
    public Datasets(
            ObjectStore store,
            Path cache,
            DatasetLimits limits,
            boolean privateAddresses,
            Function<DownloadPolicy, Downloader> downloaders) {
        this(store, cache, limits, privateAddresses, downloaders, RETRY);
    }

    /** @param retry of an object of the store whose transfer broke off */
    Datasets(
            ObjectStore store,
            Path cache,
            DatasetLimits limits,
            boolean privateAddresses,
            Function<DownloadPolicy, Downloader> downloaders,
            Backoff retry) {
        this.store = store;
        this.cache = cache;
        this.limits = limits;
        this.privateAddresses = privateAddresses;
        this.downloaders = downloaders;
        this.retry = retry;
    }

    /** As the other constructor, with this machine's name servers and proxies. */
    public Datasets(ObjectStore store, Path cache, DatasetLimits limits, boolean privateAddresses) {
        this(store, cache, limits, privateAddresses, Downloader.onThisMachine("stackwright"));
    }

    /** As {@link #open(DatasetLocation, Progress, Cancellation)}, to the end. */
    public Dataset open(DatasetLocation location, Progress progress) {
        return open(location, progress, Cancellation.NEVER);
    }

    /**
     * Brings the dataset here where it is elsewhere, and looks into each of its files.
     *
     * @throws DatasetException when it cannot be read or has fewer than two classes
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    public Dataset open(DatasetLocation location, Progress progress, Cancellation cancellation) {
        FileTree tree = tree(location, progress, cancellation);
        try {
            Dataset dataset = new DatasetIndexer(tree, location.text(), limits).index(progress, cancellation);
            dataset.remarks().forEach(progress::note);
            return dataset;
        } catch (RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    private FileTree tree(DatasetLocation location, Progress progress, Cancellation cancellation) {
        if (location instanceof DatasetLocation.LocalFolder local) {
            return FolderTree.open(local.folder(), limits);
        }
        if (location instanceof DatasetLocation.LocalZip local) {
            return ZipTree.open(local.file(), limits, location.text());
        }
        if (location instanceof DatasetLocation.HttpsZip web) {
            return ZipTree.open(download(web.address(), progress, cancellation), limits, location.text());
        }
        StoreDownloads downloads = new StoreDownloads(store, cache, limits, retry, progress, cancellation);
        if (location instanceof DatasetLocation.StoreZip zip) {
            return ZipTree.open(downloads.zip(zip), limits, location.text());
        }
        if (location instanceof DatasetLocation.StorePrefix prefix) {
            return downloads.prefix(prefix);
        }
        throw new IllegalStateException("a kind of location that nobody opens: " + location);
    }

    private Path download(URI address, Progress progress, Cancellation cancellation) {
        String name =
                Sha256.of(address.toString().getBytes(StandardCharsets.UTF_8)).hex();
        AtomicReference<Fault> found = new AtomicReference<>(Fault.NOT_A_ZIP);
        DownloadPolicy policy = DownloadPolicy.files(limits.maxTotalBytes(), privateAddresses);
        try (Downloader downloader = downloaders.apply(policy)) {
            Path file = cache.resolve(name + ".zip");
            return downloader.file(
                    address,
                    file,
                    "download dataset",
                    zip -> ZipTree.fault(zip, limits).map(wrong -> {
                        found.set(wrong.fault());
                        return String.valueOf(wrong.getMessage());
                    }),
                    progress,
                    cancellation);
        } catch (DownloadException e) {
            throw e.reason() == DownloadException.Reason.WRONG_CONTENT
                    ? new DatasetException(found.get(), inWords(address, e), e)
                    : new DatasetException(inWords(address, e), e);
        } catch (IOException e) {
            throw new DatasetException(
                    Fault.UNREADABLE, address + " cannot be brought into " + cache + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatasetException(Fault.UNREADABLE, "the download was interrupted", e);
        }
    }

    private static String inWords(URI address, DownloadException e) {
        return switch (e.reason()) {
            case SCHEME_NOT_ALLOWED ->
                address + ": expected an https address, found " + e.found() + "; plain http can be tampered with";
            case HTTP_STATUS -> "expected a zip at " + address + ", but the server answers " + e.found();
            case WRONG_CONTENT -> "expected a whole, unencrypted zip at " + address + ": " + e.getMessage();
            case INVALID_URL, PORT_NOT_ALLOWED, ADDRESS_REFUSED, TOO_LARGE -> address + ": " + e.getMessage();
            case TOO_MANY_REDIRECTS, UNKNOWN_HOST, CONNECT_FAILED -> address + ": " + e.getMessage();
            case TLS_FAILED, TRANSFER_FAILED, TIMEOUT -> address + ": " + e.getMessage();
        };
    }

    /** What a dataset may weigh; guards against zip bombs and endless downloads. */
    public record DatasetLimits(long maxFiles, long maxTotalBytes, long maxFileBytes) {

        /** 500,000 files, 64 GiB, 32 MiB a file. */
        public static final DatasetLimits DEFAULT = new DatasetLimits(500_000, 64L << 30, 32L << 20);

        /** Counts files and bytes against the limits while a tree is listed or read. */
        final class Budget {

            private final String origin;
            private long files;
            private long bytes;

            Budget(String origin) {
                this.origin = origin;
            }

            /** @throws DatasetException once there are too many files or bytes */
            void add(long size) {
                files++;
                bytes += Math.min(Math.max(0, size), maxTotalBytes); // so that no sum overflows
                if (files > maxFiles) {
                    throw new DatasetException(
                            Fault.TOO_MANY_FILES,
                            origin + ": expected at most " + maxFiles + " files, found more",
                            null);
                }
                if (bytes > maxTotalBytes) {
                    throw new DatasetException(
                            Fault.TOO_MANY_BYTES,
                            origin + ": expected at most " + maxTotalBytes + " bytes in all, found more",
                            null);
                }
            }

            long bytes() {
                return bytes;
            }
        }
    }
}
