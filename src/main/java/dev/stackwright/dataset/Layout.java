package dev.stackwright.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which part and label a path stands for: {@code <label>/<image>}, or {@code train/<label>/<image>} with
 * {@code validation} (or {@code val}, {@code test}) beside {@code train}; either may lie in one common root folder.
 *
 * @param root the common root folder with its slash, or empty
 * @param validationFolder the folder beside {@code train} that is read, if the dataset has parts
 * @param parts whether the dataset has parts
 */
record Layout(String root, boolean parts, Optional<String> validationFolder) {

    private static final String TRAIN = "train";
    private static final List<String> VALIDATION = List.of("validation", "val", "test");
    private static final Set<String> CLUTTER = Set.of("__macosx", "thumbs.db", "desktop.ini");

    /** The part of a dataset in which a path lies. */
    enum Part {
        TRAINING,
        VALIDATION
    }

    /** Where a path lies: {@code path} without the common root folder. */
    record Place(Part part, String label, String path) {}

    /** Whether {@code path} is what file managers leave behind: hidden, or a system's own. */
    static boolean isClutter(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.startsWith(".") || CLUTTER.contains(segment.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** The layout that the images at {@code paths} follow. */
    static Layout of(Collection<String> paths) {
        Set<String> tops = tops(paths, "");
        if (!tops.contains(TRAIN) && tops.size() == 1 && isDeep(paths)) {
            String root = tops.iterator().next() + "/";
            return withRoot(root, tops(paths, root));
        }
        return withRoot("", tops);
    }

    private static Layout withRoot(String root, Set<String> tops) {
        boolean parts = tops.contains(TRAIN);
        return new Layout(
                root, parts, parts ? VALIDATION.stream().filter(tops::contains).findFirst() : Optional.empty());
    }

    private static boolean isDeep(Collection<String> paths) {
        return paths.stream().anyMatch(path -> path.split("/", -1).length > 2);
    }

    /** The distinct folders directly below {@code root}. */
    private static Set<String> tops(Collection<String> paths, String root) {
        Set<String> tops = new TreeSet<>();
        for (String path : paths) {
            if (path.startsWith(root)) {
                int slash = path.indexOf('/', root.length());
                if (slash >= 0) {
                    tops.add(path.substring(root.length(), slash));
                }
            }
        }
        return tops;
    }

    /** The folder of a second validation part, which is not read, if {@code path} lies in one. */
    Optional<String> unusedPart(String path) {
        if (!parts || !path.startsWith(root)) {
            return Optional.empty();
        }
        return VALIDATION.stream()
                .filter(folder -> !validationFolder.equals(Optional.of(folder)))
                .filter(folder -> path.startsWith(root + folder + "/"))
                .findFirst();
    }

    /** Where {@code path} lies, or empty where it is outside the layout. */
    Optional<Place> place(String path) {
        if (!path.startsWith(root)) {
            return Optional.empty();
        }
        String inside = path.substring(root.length());
        List<String> segments = new ArrayList<>(List.of(inside.split("/", -1)));
        Part part = Part.TRAINING;
        if (parts) {
            String folder = segments.remove(0);
            if (validationFolder.filter(folder::equals).isPresent()) {
                part = Part.VALIDATION;
            } else if (!folder.equals(TRAIN)) {
                return Optional.empty();
            }
        }
        return segments.size() == 2 && !segments.get(0).isBlank()
                ? Optional.of(new Place(part, segments.get(0), inside))
                : Optional.empty();
    }
}
