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

/**
 * Labels by image, from all files of a dataset that list some. Names in rows may be paths from the dataset's or the
 * file's folder, addresses that end in such a path, or mere file names, also without their ending. Pure once made.
 */
final class LabelTable {

    private final Layout layout;
    private final List<String> files;
    private final Map<String, Place> places;
    private final Set<String> contradicted;
    private final Map<String, String> unused;
    private final List<String> remarks;

    private LabelTable(
            Layout layout,
            List<String> files,
            Map<String, Place> places,
            Set<String> contradicted,
            Map<String, String> unused,
            List<String> remarks) {
        this.layout = layout;
        this.files = files;
        this.places = places;
        this.contradicted = contradicted;
        this.unused = unused;
        this.remarks = remarks;
    }

    /** One row that names an image. */
    private record Named(String image, LabelFile.Row row, String file) {}

    /**
     * The labels that {@code candidates} list; empty where they list none, or too few to be meant.
     *
     * @param candidates content by path
     */
    static Optional<LabelTable> of(Map<String, byte[]> candidates, Collection<String> images) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        ImageNames names = new ImageNames(images);
        List<LabelFile> files = new ArrayList<>();
        List<Named> named = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        int unreadable = 0;
        for (Map.Entry<String, byte[]> candidate : candidates.entrySet()) {
            String folder = folder(candidate.getKey());
            Optional<LabelFile> file = LabelFile.parse(
                    candidate.getKey(),
                    candidate.getValue(),
                    name -> names.find(folder, name).isPresent());
            if (file.isEmpty()) {
                continue;
            }
            int before = named.size();
            List<String> absent = new ArrayList<>();
            for (LabelFile.Row row : file.get().rows()) {
                names.find(folder, row.file())
                        .ifPresentOrElse(
                                image -> named.add(new Named(image, row, candidate.getKey())),
                                () -> absent.add(row.file()));
            }
            if (named.size() > before) {
                files.add(file.get());
                missing.addAll(absent);
                unreadable += file.get().unreadable();
            }
        }
        long labels = named.stream().map(n -> n.row().label()).distinct().count();
        boolean meant = labels >= 2 && named.size() >= missing.size() && 4L * named.size() >= images.size();
        return meant ? Optional.of(table(files, named, missing, unreadable)) : Optional.empty();
    }

    private static LabelTable table(List<LabelFile> files, List<Named> named, List<String> missing, int unreadable) {
        List<String> paths = files.stream().map(LabelFile::path).toList();
        Set<String> labelled = new HashSet<>();
        named.forEach(n -> labelled.add(n.image()));
        Layout layout = Layout.ofLabelled(root(labelled), labelled);
        Map<String, Place> places = new HashMap<>();
        Set<String> contradicted = new HashSet<>();
        Map<String, String> unused = new HashMap<>();
        boolean others = named.stream()
                .anyMatch(n -> part(n).filter(part -> part == Part.VALIDATION).isPresent());
        for (Named n : named) {
            Optional<Part> part = said(n).isEmpty() ? layout.part(n.image()) : Layout.part(said(n), !others);
            if (part.isEmpty()) {
                unused.put(n.image(), said(n).isEmpty() ? "another part" : said(n));
            }
            String label = Layout.label(n.row().label());
            if (part.isPresent() && Layout.isLabel(label)) {
                Place place = new Place(
                        part.get(), label, n.image().substring(layout.root().length()));
                Place before = places.putIfAbsent(n.image(), place);
                if (before != null && !before.label().equals(label)) {
                    contradicted.add(n.image());
                }
            }
        }
        places.keySet().removeAll(contradicted);
        List<String> remarks = new ArrayList<>();
        remarks.add("labels are those of " + SetAside.counted(named.size(), "row") + " in "
                + String.join(", ", paths.stream().map(FileNames::shown).toList()) + ", not of folders");
        if (!missing.isEmpty()) {
            remarks.add(SetAside.counted(missing.size(), "row")
                    + (missing.size() == 1 ? " names an image that is" : " name images that are") + " not there"
                    + SetAside.shown(missing));
        }
        if (unreadable > 0) {
            remarks.add(SetAside.counted(unreadable, "row") + (unreadable == 1 ? " lacks" : " lack")
                    + " a file or a label that is text or a number");
        }
        return new LabelTable(layout, paths, places, contradicted, unused, remarks);
    }

    private static Optional<Part> part(Named named) {
        return Layout.part(said(named), false);
    }

    /** The word for the part: a column's, else the name of a file that is called like a part. */
    private static String said(Named named) {
        if (Layout.part(named.row().part(), true).isPresent()) {
            return named.row().part();
        }
        String name = named.file().substring(named.file().lastIndexOf('/') + 1);
        String stem = name.substring(0, name.lastIndexOf('.'));
        return Layout.part(stem, true).isPresent() ? stem : "";
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
        return Layout.part(last, true).isPresent() ? above : shared;
    }

    /** With its slash, or empty. */
    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    Layout layout() {
        return layout;
    }

    List<String> files() {
        return files;
    }

    Optional<Place> place(String path) {
        return Optional.ofNullable(places.get(path));
    }

    /** The name of a held-out part that is not used, if the image is of one. */
    Optional<String> unusedPart(String path) {
        return Optional.ofNullable(unused.get(path)).or(() -> layout.unusedPart(path));
    }

    boolean contradicts(String path) {
        return contradicted.contains(path);
    }

    List<String> remarks() {
        return remarks;
    }

    /** Images by what rows may call them. */
    private static final class ImageNames {

        private final Map<String, List<String>> byName = new HashMap<>();

        ImageNames(Collection<String> images) {
            for (String image : images) {
                String base = image.substring(image.lastIndexOf('/') + 1);
                for (String name : Set.of(image, stem(image), base, stem(base))) {
                    byName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(image);
                }
            }
        }

        private static String stem(String path) {
            int dot = path.lastIndexOf('.');
            return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
        }

        /** The one image that a row of a file in {@code folder} means. */
        Optional<String> find(String folder, String written) {
            String name = written.strip().replace('\\', '/');
            Optional<String> beside = only(folder + name);
            if (beside.isPresent()) {
                return beside;
            }
            // from the front ever shorter, so that addresses and paths from elsewhere end in one from here
            for (String rest = name; ; rest = rest.substring(rest.indexOf('/') + 1)) {
                Optional<String> found = only(rest);
                if (found.isPresent() || rest.indexOf('/') < 0) {
                    return found;
                }
            }
        }

        private Optional<String> only(String name) {
            List<String> found = byName.getOrDefault(name, List.of());
            if (found.size() > 1) {
                found = found.stream().filter(ImageNames::inTraining).toList();
            }
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        }

        /** Contests number the images of each part anew, and list the labels of those to train on. */
        private static boolean inTraining(String image) {
            return List.of(image.split("/", -1)).stream()
                    .anyMatch(folder -> Layout.part(folder, false)
                            .filter(part -> part == Part.TRAINING)
                            .isPresent());
        }
    }
}
