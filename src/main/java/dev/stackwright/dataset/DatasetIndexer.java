package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.prediction.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns a tree of files into a dataset: looks into every file once, and decodes none. For one tree and one thread. */
final class DatasetIndexer {

    private static final byte[] ZIP = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);

    private static final Comparator<String> CODE_POINTS =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final String EXPECTED =
            "expected <label>/<image> or train/<label>/<image> and validation/<label>/<image>, two labels or more";

    private final FileTree tree;
    private final String origin;
    private final DatasetLimits limits;
    private final TreeMap<String, Sha256> images = new TreeMap<>();
    private final TreeMap<String, String> rejected = new TreeMap<>();

    DatasetIndexer(FileTree tree, String origin, DatasetLimits limits) {
        this.tree = tree;
        this.origin = origin;
        this.limits = limits;
    }

    /** A tree and what is known of it. Example paths are those of the dataset; {@code root} leads from them to the tree's. */
    private record IndexedDataset(
            String origin, FileTree tree, String root, long maxFileBytes, DatasetIndex index, List<String> remarks)
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
                look(entry.path(), imageLimits, read, cancellation);
                task.advance(1);
            }
        }
        return dataset();
    }

    private void look(String path, ImageLimits imageLimits, DatasetLimits.Budget read, Cancellation cancellation) {
        try {
            byte[] bytes = tree.read(path, imageLimits.maxBytes(), cancellation);
            read.add(bytes.length);
            refuseNestedZip(path, bytes);
            ImageDecoder.check(bytes, imageLimits);
            images.put(path, Sha256.of(bytes));
        } catch (ImageRejectedException | IOException e) {
            rejected.put(path, String.valueOf(e.getMessage()));
        }
    }

    private void refuseNestedZip(String path, byte[] bytes) {
        boolean zip = path.toLowerCase(Locale.ROOT).endsWith(".zip")
                && bytes.length >= ZIP.length
                && Arrays.equals(bytes, 0, ZIP.length, ZIP, 0, ZIP.length);
        if (zip) {
            throw new DatasetException(
                    origin + ": expected images, but '" + path + "' is a zip inside it; unpack that one first", null);
        }
    }

    private Dataset dataset() {
        Layout layout = Layout.of(images.keySet());
        TreeSet<String> names = new TreeSet<>(CODE_POINTS);
        images.keySet()
                .forEach(path -> layout.place(path)
                        .filter(place -> place.part() == Layout.Part.TRAINING)
                        .ifPresent(place -> names.add(place.label())));
        requireTwo(names);
        Labels labels = new Labels(List.copyOf(names));
        List<RejectedImage> setAside = new ArrayList<>();
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        TreeMap<String, Integer> unused = new TreeMap<>();
        images.forEach((path, digest) -> {
            Layout.Place place = layout.place(path).orElse(null);
            if (layout.unusedPart(path).isPresent()) {
                unused.merge(layout.unusedPart(path).get(), 1, Integer::sum);
            } else if (place == null) {
                setAside.add(new RejectedImage(path, "it lies outside the layout: " + EXPECTED));
            } else if (!names.contains(place.label())) {
                setAside.add(
                        new RejectedImage(place.path(), "no training image has the label '" + place.label() + "'"));
            } else {
                Example example = new Example(place.path(), labels.index(place.label()), digest);
                (place.part() == Layout.Part.TRAINING ? training : validation).add(example);
            }
        });
        TreeMap<String, String> withoutImage = new TreeMap<>();
        rejected.forEach((path, why) -> layout.place(path).ifPresent(place -> {
            if (names.contains(place.label())) {
                setAside.add(new RejectedImage(place.path(), why));
            } else {
                withoutImage.putIfAbsent(place.label(), place.path());
            }
        }));
        setAside.sort(Comparator.comparing(RejectedImage::path));
        training.sort(Comparator.comparing(Example::path));
        validation.sort(Comparator.comparing(Example::path));
        boolean splitOff = validation.isEmpty();
        Split split = splitOff ? Split.of(training) : new Split(training, validation);
        List<String> remarks = new ArrayList<>(Remarks.of(split, labels));
        withoutImage.forEach((folder, file) ->
                remarks.add("no file in '" + folder + "' is an image that can be read, e.g. " + file));
        unused.forEach((folder, count) -> remarks.add(count + " images in '" + folder + "' are not used: the validation"
                + " part is '" + layout.validationFolder().orElse("") + "'"));
        DatasetIndex index = new DatasetIndex(
                labels, split.training(), split.validation(), splitOff, setAside, digest(split, labels));
        return new IndexedDataset(origin, tree, layout.root(), limits.maxFileBytes(), index, List.copyOf(remarks));
    }

    private void requireTwo(SortedSet<String> names) {
        if (names.size() >= 2) {
            return;
        }
        String found = names.isEmpty()
                ? images.size() + " images" + example(images.keySet())
                : "the one label '" + names.first() + "'";
        String unreadable = rejected.isEmpty()
                ? ""
                : ", and " + rejected.size() + " files that are no readable images" + example(rejected.keySet());
        throw new DatasetException(origin + ": " + EXPECTED + "; found " + found + unreadable, null);
    }

    private static String example(Set<String> paths) {
        return paths.stream().findFirst().map(path -> ", e.g. " + path).orElse("");
    }

    /** SHA-256 over part, path, label and digest of every example, a line each, by part and path. */
    private static Sha256 digest(Split split, Labels labels) {
        StringBuilder lines = new StringBuilder();
        append(lines, "training", split.training(), labels);
        append(lines, "validation", split.validation(), labels);
        return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder lines, String part, List<Example> examples, Labels labels) {
        for (Example e : examples) {
            String line = String.join(
                    "\t", part, e.path(), labels.name(e.label()), e.digest().hex());
            lines.append(line).append('\n');
        }
    }

    /** What a person should know of a dataset's parts before trusting figures from it. Pure. */
    static final class Remarks {

        private static final int SHOWN = 5;

        private Remarks() {}

        static List<String> of(Split split, Labels labels) {
            List<String> remarks = new ArrayList<>();
            leaks(split, remarks);
            contradictions(split, labels, remarks);
            for (int label = 0; label < labels.count(); label++) {
                int index = label;
                if (split.validation().stream().noneMatch(e -> e.label() == index)) {
                    remarks.add("the label '" + labels.name(label) + "' has no validation image");
                }
            }
            return List.copyOf(remarks);
        }

        private static void leaks(Split split, List<String> remarks) {
            Map<Sha256, String> trained = new TreeMap<>();
            split.training().forEach(e -> trained.putIfAbsent(e.digest(), e.path()));
            List<String> leaks = split.validation().stream()
                    .filter(e -> trained.containsKey(e.digest()))
                    .map(e -> e.path() + " = " + trained.get(e.digest()))
                    .toList();
            if (!leaks.isEmpty()) {
                remarks.add(counted(
                                leaks.size(),
                                "validation image is also a training image, so figures flatter",
                                "validation images are also training images, so figures flatter")
                        + shown(leaks));
            }
        }

        private static void contradictions(Split split, Labels labels, List<String> remarks) {
            Map<Sha256, TreeSet<String>> byContent = new TreeMap<>();
            Stream.concat(split.training().stream(), split.validation().stream())
                    .forEach(e -> byContent
                            .computeIfAbsent(e.digest(), digest -> new TreeSet<>())
                            .add(labels.name(e.label()) + " (" + e.path() + ")"));
            List<String> twice = byContent.values().stream()
                    .filter(names -> names.stream()
                                    .map(name -> name.substring(0, name.indexOf(" (")))
                                    .distinct()
                                    .count()
                            > 1)
                    .map(names -> String.join(" and ", names))
                    .toList();
            if (!twice.isEmpty()) {
                remarks.add(counted(twice.size(), "image stands under two labels", "images stand under two labels")
                        + shown(twice));
            }
        }

        private static String counted(int count, String one, String many) {
            return count + " " + (count == 1 ? one : many);
        }

        private static String shown(List<String> all) {
            return ": " + String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
                    + (all.size() > SHOWN ? ", …" : "");
        }
    }
}
