package dev.stackwright.dataset;

import dev.stackwright.common.Progress;
import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;

/** Opens datasets wherever they lie. Thread-safe. */
public final class Datasets {

    private final ObjectStore store;
    private final Path cache;
    private final DatasetLimits limits;
    private final HttpsDownloads https;

    /**
     * @param store reads {@code s3://} locations of its own bucket; others are refused
     * @param cache folder for downloads, by content; created when missing
     * @param privateAddresses whether {@code https://} locations may lead to private networks: for one's own datasets,
     *     not for a stranger's request
     */
    public Datasets(ObjectStore store, Path cache, DatasetLimits limits, boolean privateAddresses) {
        this(store, cache, limits, new HttpsAddresses(false, privateAddresses));
    }

    Datasets(ObjectStore store, Path cache, DatasetLimits limits, HttpsAddresses addresses) {
        this.store = store;
        this.cache = cache;
        this.limits = limits;
        https = new HttpsDownloads(new HttpGet(addresses, limits.maxTotalBytes()), cache);
    }

    /**
     * Opens a dataset; the caller closes it.
     *
     * @throws DatasetException when it cannot be read or has fewer than two classes
     */
    public Dataset open(DatasetLocation location, Progress progress) {
        String origin = location.text();
        FileTree tree = tree(location, progress);
        try {
            DatasetIndexer index = DatasetIndexer.of(tree, limits, origin, progress);
            Catalogue catalogue = Catalogue.of(index, origin);
            catalogue.remarks().forEach(progress::note);
            return new IndexedDataset(origin, tree, catalogue, limits);
        } catch (RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    private FileTree tree(DatasetLocation location, Progress progress) {
        if (location instanceof DatasetLocation.LocalFolder local) {
            return FolderTree.open(local.folder(), limits);
        }
        if (location instanceof DatasetLocation.LocalZip local) {
            return ZipTree.open(local.file(), limits, location.text());
        }
        if (location instanceof DatasetLocation.HttpsZip web) {
            return ZipTree.open(https.zip(web.address(), progress), limits, location.text());
        }
        StoreDownloads downloads = new StoreDownloads(store, cache, limits, progress);
        if (location instanceof DatasetLocation.StoreZip zip) {
            return ZipTree.open(downloads.zip(zip), limits, location.text());
        }
        if (location instanceof DatasetLocation.StorePrefix prefix) {
            return downloads.prefix(prefix);
        }
        throw new IllegalStateException("a kind of location that nobody opens: " + location);
    }
}
