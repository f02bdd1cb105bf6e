package dev.stackwright.dataset;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageHeaders;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What a look into every file gave: the images' digests, and what is none and why; both by path. */
record DatasetIndexer(TreeMap<String, Sha256> images, TreeMap<String, String> rejected) {

    private static final byte[] ZIP = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);

    /** Reads every file of {@code tree} once; decodes nothing. */
    static DatasetIndexer of(FileTree tree, DatasetLimits limits, String origin, Progress progress) {
        DatasetIndexer index = new DatasetIndexer(new TreeMap<>(), new TreeMap<>());
        List<FileTree.Entry> entries = tree.entries().stream()
                .filter(entry -> !Layout.isClutter(entry.path()))
                .toList();
        ImageLimits imageLimits = new ImageLimits(limits.maxFileBytes(), ImageLimits.DEFAULT.maxPixels());
        Budget read = new Budget(limits, origin);
        try (Progress.Task stage = progress.stage("open dataset", entries.size())) {
            for (FileTree.Entry entry : entries) {
                index.look(tree, entry.path(), imageLimits, origin, read);
                stage.advance(1);
            }
        }
        return index;
    }

    private void look(FileTree tree, String path, ImageLimits limits, String origin, Budget read) {
        try {
            byte[] bytes = tree.read(path, limits.maxBytes());
            read.add(bytes.length);
            refuseNestedZip(path, bytes, origin);
            ImageHeaders.check(bytes, limits);
            images.put(path, Sha256.of(bytes));
        } catch (ImageRejectedException | IOException e) {
            rejected.put(path, String.valueOf(e.getMessage()));
        }
    }

    private static void refuseNestedZip(String path, byte[] bytes, String origin) {
        boolean zip = path.toLowerCase(Locale.ROOT).endsWith(".zip")
                && bytes.length >= ZIP.length
                && java.util.Arrays.equals(bytes, 0, ZIP.length, ZIP, 0, ZIP.length);
        if (zip) {
            throw new DatasetException(
                    origin + ": expected images, but '" + path + "' is a zip inside it; unpack that one first", null);
        }
    }
}
