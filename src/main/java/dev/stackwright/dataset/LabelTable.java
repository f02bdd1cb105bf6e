package dev.stackwright.dataset;

import dev.stackwright.dataset.Layout.Part;
import dev.stackwright.dataset.Layout.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Labels by image, from all files of a dataset that list some. Names in rows may be paths from the dataset's or the
 * file's folder, addresses that end in such a path, or mere file names, also without their ending. Pure once made.
 */
final class LabelTable {

    /** So many label files are named, each; of more the first. */
    private static final int FEW_FILES = 3;

    /** Files count where their rows name one of so many images. */
    private static final int ENOUGH = 4;

    private static final String NO_IMAGE = "it is no image, and its rows name none";
    private static final String NO_TABLE =
            "it is no image, and lists none: expected the columns file and label, or two of"
                    + " which one names images";

    private final Layout layout;
    private final List<String> files;
    private final Map<String, Place> places;
    private final Map<String, String> withoutLabel;
    private final Map<String, String> unused;
    private final List<String> remarks;

    private LabelTable(
            Layout layout,
            List<String> files,
            Map<String, Place> places,
            Map<String, String> withoutLabel,
            Map<String, String> unused,
            List<String> remarks) {
        this.layout = layout;
        this.files = files;
        this.places = places;
        this.withoutLabel = withoutLabel;
        this.unused = unused;
        this.remarks = remarks;
    }

    /**
     * What the files that may list labels came to.
     *
     * @param table empty where they list none, or too few to be meant
     * @param notUsed why, of each file whose rows give no labels
     */
    record Reading(Optional<LabelTable> table, Map<String, String> notUsed) {}

    /**
     * One row that names an image.
     *
     * @param part the word for its part, or empty
     */
    private record Named(String image, String label, String part) {}

    /** The rows of one file. */
    private record Looked(LabelFile file, List<Named> named, List<String> damaged, List<String> missing) {}

    /**
     * The labels that {@code candidates} list.
     *
     * @param candidates content by path
     * @param images paths of images that can be read
     * @param damaged paths of other files, which rows may name, too
     */
    static Reading of(Map<String, byte[]> candidates, Collection<String> images, Collection<String> damaged) {
        if (candidates.isEmpty()) {
            return new Reading(Optional.empty(), Map.of());
        }
        Set<String> readable = new HashSet<>(images);
        ImageNames names =
                new ImageNames(Stream.concat(images.stream(), damaged.stream()).toList());
        Map<String, String> notUsed = new TreeMap<>();
        List<Looked> all = new ArrayList<>();
        candidates.forEach((path, bytes) -> {
            Optional<LabelFile> file = LabelFile.parse(
                    path, bytes, name -> names.find(folder(path), name, "").isPresent());
            Optional<Looked> looked = file.map(found -> look(found, names, readable));
            if (looked.filter(l -> !l.named.isEmpty()).isPresent()) {
                all.add(looked.get());
            } else {
                notUsed.put(path, file.isPresent() ? NO_IMAGE : NO_TABLE);
            }
        });
        List<Named> named = all.stream().flatMap(l -> l.named.stream()).toList();
        long labels = named.stream().map(Named::label).distinct().count();
        long listed = named.stream().map(Named::image).distinct().count();
        if (labels >= 2 && ENOUGH * listed >= images.size()) {
            return new Reading(Optional.of(table(all, named)), notUsed);
        }
        for (Looked one : all) {
            notUsed.put(
                    one.file.path(),
                    labels < 2
                            ? "all of its rows have one label; expected two labels or more"
                            : "its rows name " + one.named.size() + " of " + SetAside.counted(images.size(), "image")
                                    + "; expected a quarter or more");
        }
        return new Reading(Optional.empty(), notUsed);
    }

    private static Looked look(LabelFile file, ImageNames names, Set<String> readable) {
        List<Named> named = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        boolean hasParts = file.rows().stream().anyMatch(row -> Layout.isPart(row.part()));
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        String stem = name.substring(0, name.lastIndexOf('.'));
        String ofFile = Layout.isPart(stem) ? stem : "";
        for (LabelFile.Row row : file.rows()) {
            // where a column tells parts, a word that is none is that of a part that is not used
            String part = hasParts && !row.part().isBlank() ? row.part() : ofFile;
            String image = names.find(folder(file.path()), row.file(), part).orElse(null);
            if (image == null) {
                missing.add(row.file());
            } else if (readable.contains(image)) {
                named.add(new Named(image, Layout.label(row.label()), part));
            } else {
                damaged.add(image);
            }
        }
        return new Looked(file, named, damaged, missing);
    }

    private static LabelTable table(List<Looked> files, List<Named> named) {
        List<String> paths = files.stream().map(f -> f.file.path()).toList();
        Set<String> labelled = new HashSet<>();
        named.forEach(n -> labelled.add(n.image()));
        Layout layout = Layout.ofLabelled(root(labelled), labelled);
        boolean testIsRead = named.stream()
                .noneMatch(n -> Layout.part(n.part(), false)
                        .filter(part -> part == Part.VALIDATION)
                        .isPresent());
        Map<String, Place> places = new HashMap<>();
        Map<String, String> unused = new HashMap<>();
        Map<String, String> withoutLabel = new HashMap<>();
        List<String> twoParts = new ArrayList<>();
        Map<String, List<Named>> byImage = new TreeMap<>();
        named.forEach(n ->
                byImage.computeIfAbsent(n.image(), image -> new ArrayList<>(1)).add(n));
        byImage.forEach((image, rows) -> {
            // rows that tell a part count before those of a list of all images
            List<String> said = rows.stream()
                    .map(Named::part)
                    .filter(part -> !part.isEmpty())
                    .toList();
            Set<Optional<Part>> parts = new HashSet<>();
            said.forEach(word -> parts.add(Layout.part(word, testIsRead)));
            if (said.isEmpty()) {
                parts.add(layout.part(image));
            }
            if (parts.size() > 1) {
                twoParts.add(image);
            }
            if (rows.stream().map(Named::label).distinct().count() > 1) {
                withoutLabel.put(image, "two rows give it different labels");
            } else if (!Layout.isLabel(rows.get(0).label())) {
                withoutLabel.put(
                        image,
                        "its row's label is none: expected 1 to " + Layout.LONGEST_LABEL
                                + " characters that show, found "
                                + rows.get(0).label().length() + "; change it");
            } else if (parts.contains(Optional.of(Part.VALIDATION))) {
                places.put(image, place(layout, image, rows.get(0), Part.VALIDATION));
            } else if (parts.contains(Optional.<Part>empty())) {
                unused.put(
                        image,
                        said.stream()
                                .filter(word -> Layout.part(word, testIsRead).isEmpty())
                                .findFirst()
                                .orElse("another part"));
            } else {
                places.put(image, place(layout, image, rows.get(0), Part.TRAINING));
            }
        });
        return new LabelTable(
                layout, paths, places, withoutLabel, unused, remarks(files, named.size(), paths, twoParts));
    }

    private static Place place(Layout layout, String image, Named row, Part part) {
        return new Place(part, row.label(), image.substring(layout.root().length()));
    }

    /** The files, or how many there are and the first of them. */
    private static String named(List<String> files) {
        return files.size() <= FEW_FILES
                ? String.join(", ", files.stream().map(FileNames::shown).toList())
                : SetAside.counted(files.size(), "file") + SetAside.shown(files);
    }

    private static List<String> remarks(List<Looked> files, int rows, List<String> paths, List<String> twoParts) {
        List<String> remarks = new ArrayList<>();
        remarks.add(
                "labels are those of " + SetAside.counted(rows, "row") + " in " + named(paths) + ", not of folders");
        List<String> missing = files.stream().flatMap(f -> f.missing.stream()).toList();
        if (!missing.isEmpty()) {
            remarks.add(SetAside.counted(missing.size(), "row")
                    + (missing.size() == 1 ? " names an image that is" : " name images that are") + " not there"
                    + SetAside.shown(missing));
        }
        List<String> damaged = files.stream().flatMap(f -> f.damaged.stream()).toList();
        if (!damaged.isEmpty()) {
            remarks.add(SetAside.counted(damaged.size(), "row")
                    + (damaged.size() == 1 ? " names a file" : " name files") + " that cannot be read as an image"
                    + SetAside.shown(damaged));
        }
        int unreadable = files.stream().mapToInt(f -> f.file.unreadable()).sum();
        if (unreadable > 0) {
            remarks.add(SetAside.counted(unreadable, "row") + (unreadable == 1 ? " lacks" : " lack")
                    + " a file or a label that is text or a number");
        }
        if (!twoParts.isEmpty()) {
            remarks.add("rows give " + SetAside.counted(twoParts.size(), "image")
                    + " two parts; what is held out by one of them is not trained on" + SetAside.shown(twoParts));
        }
        return remarks;
    }

    /** The folders that all images share, without that of a part. */
    private static String root(Collection<String> images) {
        String shared = null;
        for (String image : images) {
            String folder = folder(image);
            while (shared != null && !folder.startsWith(shared)) {
                shared = folder(shared.substring(0, shared.length() - 1));
            }
            shared = shared == null ? folder : shared;
        }
        if (shared == null || shared.isEmpty()) {
            return "";
        }
        String above = folder(shared.substring(0, shared.length() - 1));
        String last = shared.substring(above.length(), shared.length() - 1);
        return Layout.isPart(last) ? above : shared;
    }

    /** With its slash, or empty. */
    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    Layout layout() {
        return layout;
    }

    Optional<Place> place(String path) {
        return Optional.ofNullable(places.get(path));
    }

    /** The name of a held-out part that is not used, if the image is of one. */
    Optional<String> unusedPart(String path) {
        return Optional.ofNullable(unused.get(path)).or(() -> layout.unusedPart(path));
    }

    /** Why an image without a place has none. */
    String whyNot(String path) {
        String why = withoutLabel.get(path);
        return why == null ? "no row gives it a label (" + named(files) + ")" : why;
    }

    List<String> remarks() {
        return remarks;
    }
}
