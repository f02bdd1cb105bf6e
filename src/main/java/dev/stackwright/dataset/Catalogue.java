package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;
import dev.stackwright.prediction.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A dataset as data: pure, from an index. Example paths are those of the dataset; {@code root} leads from them to the
 * tree's.
 */
record Catalogue(
        String root,
        Labels labels,
        List<Example> training,
        List<Example> validation,
        boolean validationWasSplitOff,
        List<RejectedImage> setAside,
        List<String> remarks) {

    Catalogue {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        setAside = List.copyOf(setAside);
        remarks = List.copyOf(remarks);
    }

    private static final Comparator<String> CODE_POINTS =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final String EXPECTED =
            "expected <label>/<image> or train/<label>/<image> and validation/<label>/<image>, two labels or more";

    /** @throws DatasetException when there are fewer than two labels */
    static Catalogue of(DatasetIndexer index, String origin) {
        Layout layout = Layout.of(index.images().keySet());
        TreeSet<String> names = new TreeSet<>(CODE_POINTS);
        index.images()
                .keySet()
                .forEach(path -> layout.place(path)
                        .filter(place -> place.part() == Layout.Part.TRAINING)
                        .ifPresent(place -> names.add(place.label())));
        requireTwo(names, index, origin);
        Labels labels = new Labels(List.copyOf(names));
        List<RejectedImage> setAside = new ArrayList<>();
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        TreeMap<String, Integer> unused = new TreeMap<>();
        index.images().forEach((path, digest) -> {
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
        index.rejected()
                .forEach((path, why) -> layout.place(path).ifPresent(place -> {
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
        return new Catalogue(layout.root(), labels, split.training(), split.validation(), splitOff, setAside, remarks);
    }

    private static void requireTwo(TreeSet<String> names, DatasetIndexer index, String origin) {
        if (names.size() >= 2) {
            return;
        }
        String found = names.isEmpty()
                ? index.images().size() + " images" + example(index.images().keySet())
                : "the one label '" + names.first() + "'";
        String unreadable = index.rejected().isEmpty()
                ? ""
                : ", and " + index.rejected().size() + " files that are no readable images"
                        + example(index.rejected().keySet());
        throw new DatasetException(origin + ": " + EXPECTED + "; found " + found + unreadable, null);
    }

    private static String example(Set<String> paths) {
        return paths.stream().findFirst().map(path -> ", e.g. " + path).orElse("");
    }

    /** SHA-256 over part, path, label and digest of every example, a line each, by part and path. */
    Sha256 digest() {
        StringBuilder lines = new StringBuilder();
        append(lines, "training", training);
        append(lines, "validation", validation);
        return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void append(StringBuilder lines, String part, List<Example> examples) {
        for (Example e : examples) {
            lines.append(part)
                    .append('\t')
                    .append(e.path())
                    .append('\t')
                    .append(labels.name(e.label()))
                    .append('\t')
                    .append(e.digest().hex())
                    .append('\n');
        }
    }
}
