package dev.stackwright.dataset;

import static dev.stackwright.dataset.SetAside.counted;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Printable;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.prediction.Labels;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns a tree of files into a dataset: looks into every file once, and decodes none. For one tree and one thread. */
final class DatasetIndexer {

    /** Files that may list labels are kept until all images are known. A row takes some 50 bytes. */
    private static final long TABLE_BYTES = 256L << 20;

    private static final byte[] ZIP = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);

    private static final Comparator<String> CODE_POINTS =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,18}([.]\\d{1,18})?");

    private final FileTree tree;
    private final String origin;
    private final DatasetLimits limits;
    private final TreeMap<String, Sha256> images = new TreeMap<>();
    private final NoImages noImages = new NoImages();
    private final TreeMap<String, byte[]> tables = new TreeMap<>();
    private final long maxTableBytes;
    private long tableBytes;

    DatasetIndexer(FileTree tree, String origin, DatasetLimits limits) {
        this(tree, origin, limits, TABLE_BYTES);
    }

    /** @param maxTableBytes of all files together that may list labels */
    DatasetIndexer(FileTree tree, String origin, DatasetLimits limits, long maxTableBytes) {
        this.tree = tree;
        this.origin = origin;
        this.limits = limits;
        this.maxTableBytes = maxTableBytes;
    }

    /** A tree and what is known of it. Example paths are those of the dataset; {@code root} leads from them to the tree's. */
    private record IndexedDataset(String origin, FileTree tree, String root, long maxFileBytes, DatasetIndex index)
            implements Dataset {

        @Override
        public byte[] read(Example example) throws IOException {
            return tree.read(root + example.path(), maxFileBytes, Cancellation.NEVER);
        }

        @Override
        public void close() {
            tree.close();
        }
    }

    /**
     * The dataset, which owns the tree.
     *
     * @throws DatasetException when there are fewer than two labels
     */
    Dataset index(Progress progress, Cancellation cancellation) {
        List<FileTree.Entry> entries = tree.entries().stream()
                .filter(entry -> !Layout.isClutter(entry.path()))
                .toList();
        ImageLimits imageLimits = new ImageLimits(limits.maxFileBytes(), ImageLimits.DEFAULT.maxPixels());
        DatasetLimits.Budget read = limits.new Budget(origin);
        try (Progress.Task task = progress.stage("open dataset", entries.size())) {
            for (FileTree.Entry entry : entries) {
                if (entry.fault() == null) {
                    look(entry.path(), imageLimits, read, cancellation);
                } else {
                    noImages.add(entry.path(), entry.fault());
                }
                task.advance(1);
            }
        }
        return dataset();
    }

    private void look(String path, ImageLimits imageLimits, DatasetLimits.Budget read, Cancellation cancellation) {
        try {
            byte[] bytes = tree.read(path, imageLimits.maxBytes(), cancellation);
            read.add(bytes.length);
            if (isZip(path, bytes)) {
                noImages.add(path, "it is a zip inside of the dataset; unpack it");
                return;
            }
            if (LabelFile.isCandidate(path)) {
                if (tableBytes + bytes.length > maxTableBytes) {
                    noImages.add(
                            path, "files that may list labels have more than " + maxTableBytes + " bytes together");
                    return;
                }
                tableBytes += bytes.length;
                tables.put(path, bytes);
            }
            ImageDecoder.check(bytes, imageLimits);
            images.put(path, Sha256.of(bytes));
        } catch (ImageRejectedException | IOException e) {
            if (!tables.containsKey(path)) { // of those it is told later whether they list labels
                noImages.add(path, FileTree.reason(e));
            }
        }
    }

    private static boolean isZip(String path, byte[] bytes) {
        return path.toLowerCase(Locale.ROOT).endsWith(".zip")
                && bytes.length >= ZIP.length
                && Arrays.equals(bytes, 0, ZIP.length, ZIP, 0, ZIP.length);
    }

    private Dataset dataset() {
        LabelTable.Reading reading = LabelTable.of(
                tables,
                images.keySet(),
                noImages.byPath().stream().map(RejectedImage::path).toList());
        Labelling labelling = reading.table()
                .<Labelling>map(Labelling.ByFiles::new)
                .orElseGet(() -> new Labelling.ByFolders(Layout.of(images.keySet())));
        reading.notUsed().forEach((path, why) -> {
            if (!images.containsKey(path)) {
                noImages.add(path, why);
            }
        });
        Set<String> names = new HashSet<>();
        Set<String> withImages = new HashSet<>();
        images.keySet()
                .forEach(path -> labelling.place(path).ifPresent(place -> {
                    withImages.add(place.label());
                    if (place.part() == Layout.Part.TRAINING) {
                        names.add(place.label());
                    }
                }));
        requireTwo(names, labelling);
        Labels labels = new Labels(inOrder(names));
        List<RejectedImage> setAside = new ArrayList<>();
        Split given = placed(labelling, labels, setAside);
        List<String> remarks = new ArrayList<>(labelling.remarks());
        List<RejectedImage> folders = noImages.setAside(labelling, withImages, setAside, remarks);
        boolean splitOff = given.validation().isEmpty();
        Split split = splitOff ? Split.of(given.training()) : given.withoutLeaks(setAside);
        setAside.sort(Comparator.comparing(RejectedImage::path));
        List<String> all = new ArrayList<>(SetAside.lines(setAside));
        setAside.addAll(folders);
        all.addAll(tree.remarks());
        all.addAll(remarks);
        all.addAll(Remarks.of(given, split, labels));
        DatasetIndex index =
                DatasetIndex.of(labels, split.training(), split.validation(), splitOff, SetAside.listed(setAside), all);
        return new IndexedDataset(origin, tree, labelling.root(), limits.maxFileBytes(), index);
    }

    /** By code point; numbers by size, where all are numbers. */
    static List<String> inOrder(Collection<String> names) {
        boolean numbers = names.stream().allMatch(name -> NUMBER.matcher(name).matches());
        return names.stream()
                .sorted(
                        numbers
                                ? Comparator.<String, BigDecimal>comparing(BigDecimal::new)
                                        .thenComparing(CODE_POINTS)
                                : CODE_POINTS)
                .toList();
    }

    /** Both parts by path; what has no place is set aside. */
    private Split placed(Labelling labelling, Labels labels, List<RejectedImage> setAside) {
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        Set<String> known = new HashSet<>(labels.names());
        Map<String, Integer> index = new HashMap<>();
        labels.names().forEach(name -> index.put(name, index.size()));
        images.forEach((path, digest) -> {
            Optional<String> unused = labelling.unusedPart(path);
            Layout.Place place = labelling.place(path).orElse(null);
            if (unused.isPresent()) {
                setAside.add(new RejectedImage(path, "the part '" + unused.get() + "' is not used beside the others"));
            } else if (place == null) {
                setAside.add(new RejectedImage(path, labelling.whyNot(path)));
            } else if (!known.contains(place.label())) {
                setAside.add(new RejectedImage(
                        place.path(), "no training image has the label '" + Printable.line(place.label()) + "'"));
            } else {
                Example example = new Example(place.path(), index.getOrDefault(place.label(), 0), digest);
                (place.part() == Layout.Part.TRAINING ? training : validation).add(example);
            }
        });
        training.sort(Comparator.comparing(Example::path));
        validation.sort(Comparator.comparing(Example::path));
        return new Split(training, validation);
    }

    private void requireTwo(Set<String> names, Labelling labelling) {
        if (names.size() >= 2) {
            return;
        }
        String found = names.isEmpty()
                ? counted(images.size(), "image") + example(images.keySet().stream())
                : "the one label '" + Printable.line(names.iterator().next()) + "'";
        List<RejectedImage> damaged = noImages.unreadable();
        String unreadable = damaged.isEmpty()
                ? ""
                : "; " + counted(damaged.size(), "file") + " cannot be read as images"
                        + example(damaged.stream().map(RejectedImage::path)) + ": "
                        + damaged.get(0).reason();
        List<RejectedImage> withoutLabel = Stream.concat(
                        images.keySet().stream()
                                .filter(path -> labelling.place(path).isEmpty())
                                .map(path -> new RejectedImage(path, labelling.whyNot(path))),
                        noImages.hidden().stream())
                .toList();
        String left = String.join(
                "",
                SetAside.lines(withoutLabel).stream().map(line -> "; " + line).toList());
        throw new DatasetException(
                fault(), origin + ": " + Labelling.ByFolders.EXPECTED + "; found " + found + left + unreadable, null);
    }

    private Fault fault() {
        if (!images.isEmpty()) {
            return Fault.TOO_FEW_LABELS;
        }
        List<RejectedImage> damaged = noImages.unreadable();
        boolean locked = !damaged.isEmpty()
                && damaged.stream().allMatch(file -> file.reason().equals(ZipTree.ENCRYPTED));
        return locked ? Fault.ENCRYPTED_ZIP : Fault.NO_IMAGES;
    }

    private static String example(Stream<String> paths) {
        return paths.findFirst().map(path -> ", e.g. " + FileNames.shown(path)).orElse("");
    }
}
