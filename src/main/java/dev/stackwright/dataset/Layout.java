package dev.stackwright.dataset;

import dev.stackwright.common.Printable;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which part and label a path stands for: {@code <label>/<image>}, or {@code train/<label>/<image>} with
 * {@code validation} (or {@code valid}, {@code val}, {@code test}, in any case) beside {@code train}; either may lie in
 * one common root folder. Of the readings that the paths allow, the one that gives the most images a label is meant, so
 * that {@code train} is a label where its siblings are labels.
 *
 * @param root the common root folder with its slash, or empty
 * @param parts whether the dataset has parts
 * @param validation which of {@link #HELD_OUT} is the validation part, or empty
 */
public record Layout(String root, boolean parts, String validation) {

    /** A label of more characters than this is none. */
    static final int LONGEST_LABEL = 200;

    /** Of these the first that has images is the validation part; the others are told of and not used. */
    private static final List<String> HELD_OUT = List.of("validation", "valid", "val", "test");

    private static final String TRAIN = "train";
    private static final Map<String, String> OTHER_NAMES = Map.of("training", TRAIN, "testing", "test");
    private static final Set<String> CLUTTER = Set.of(
            "__macosx",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "icon\r",
            "@eadir",
            "$recycle.bin",
            "system volume information",
            ".ds_store",
            ".localized",
            ".applesingle",
            ".appledouble",
            ".spotlight-v100",
            ".fseventsd",
            ".temporaryitems",
            ".documentrevisions-v100",
            ".apdisk",
            ".directory",
            ".thumbnails",
            ".picasa.ini",
            ".ipynb_checkpoints",
            ".git",
            ".gitattributes",
            ".gitignore",
            ".gitkeep",
            ".gitmodules",
            ".keep",
            ".svn",
            ".hg",
            ".idea",
            ".vscode");

    /** Copies of a Mac's attributes, bins of file managers, files that are open while they are removed. */
    private static final List<String> CLUTTER_BEGINS = List.of("._", ".trash", ".nfs", ".fuse_hidden");

    /** The part of a dataset in which a path lies. */
    enum Part {
        TRAINING,
        VALIDATION
    }

    /** Where a path lies: {@code path} without the common root folder. */
    record Place(Part part, String label, String path) {}

    /** Whether {@code path} is what file managers and version control leave behind. */
    public static boolean isClutter(String path) {
        for (String segment : path.split("/", -1)) {
            String name = segment.toLowerCase(Locale.ROOT);
            if (CLUTTER.contains(name) || CLUTTER_BEGINS.stream().anyMatch(name::startsWith)) {
                return true;
            }
        }
        return false;
    }

    /** Why a file is not used whose name, or that of a folder above it, hides it; empty where none does. */
    static Optional<String> whyHidden(String path) {
        List<String> segments = segments(path);
        return segments.stream()
                .filter(segment -> segment.startsWith("."))
                .findFirst()
                .map(hidden -> segments.indexOf(hidden) == segments.size() - 1
                        ? "its name begins with a dot; rename it"
                        : "the name of its folder '" + FileNames.shown(hidden) + "' begins with a dot; rename it");
    }

    /** The layout that the images at {@code paths} follow. */
    static Layout of(Collection<String> paths) {
        Layout best = new Layout("", false, "");
        long most = -1;
        String root = "";
        while (true) {
            for (Layout layout : List.of(withParts(root, paths), new Layout(root, false, ""))) {
                long placed = layout.placed(paths);
                if (placed > most) {
                    most = placed;
                    best = layout;
                }
            }
            Set<String> tops = tops(paths, root);
            if (tops.size() != 1) {
                return best;
            }
            root += tops.iterator().next() + "/";
        }
    }

    /** The parts alone, of a dataset whose labels stand in a file: by the folders of the images that have one. */
    static Layout ofLabelled(String root, Collection<String> paths) {
        Set<String> roles = new HashSet<>();
        tops(paths, root).forEach(top -> roles.add(role(top)));
        return new Layout(root, roles.contains(TRAIN), heldOut(roles));
    }

    private static Layout withParts(String root, Collection<String> paths) {
        Set<String> roles = new HashSet<>();
        for (String path : paths) {
            if (path.startsWith(root)) {
                List<String> segments = segments(path.substring(root.length()));
                if (segments.size() == 3) {
                    roles.add(role(segments.get(0)));
                }
            }
        }
        return new Layout(root, true, heldOut(roles));
    }

    private static String heldOut(Set<String> roles) {
        return HELD_OUT.stream().filter(roles::contains).findFirst().orElse("");
    }

    /** How many images get a label by this layout; any reading with two labels counts more than one with a single one. */
    private long placed(Collection<String> paths) {
        Set<String> labels = new HashSet<>();
        long placed = 0;
        for (String path : paths) {
            Optional<Place> place = place(path);
            placed += place.isPresent() ? 1 : 0;
            place.filter(p -> p.part() == Part.TRAINING).ifPresent(p -> labels.add(p.label()));
        }
        return labels.size() < 2 ? placed : placed + Integer.MAX_VALUE;
    }

    /** The distinct folders directly below {@code root}. */
    private static Set<String> tops(Collection<String> paths, String root) {
        Set<String> tops = new TreeSet<>();
        for (String path : paths) {
            int slash = path.startsWith(root) ? path.indexOf('/', root.length()) : -1;
            if (slash >= 0) {
                tops.add(path.substring(root.length(), slash));
            }
        }
        return tops;
    }

    /** {@code train}, one of {@link #HELD_OUT}, or another word, for which parts of datasets are not called. */
    private static String role(String folder) {
        String name = folder.toLowerCase(Locale.ROOT);
        if (name.endsWith("set")) {
            String rest = name.substring(0, name.length() - "set".length());
            rest = rest.endsWith("_") || rest.endsWith("-") ? rest.substring(0, rest.length() - 1) : rest;
            name = rest.isEmpty() ? name : rest;
        }
        return OTHER_NAMES.getOrDefault(name, name);
    }

    private static List<String> segments(String path) {
        return new ArrayList<>(List.of(path.split("/", -1)));
    }

    /** The folder of another held-out part, which is not read, if {@code path} lies in one. */
    Optional<String> unusedPart(String path) {
        if (!parts || !path.startsWith(root)) {
            return Optional.empty();
        }
        List<String> segments = segments(path.substring(root.length()));
        String role = role(segments.get(0));
        boolean unused = segments.size() > 1 && HELD_OUT.contains(role) && !role.equals(validation);
        return unused ? Optional.of(segments.get(0)) : Optional.empty();
    }

    /** The part that the folders say, or empty where {@code path} lies in none that is read. */
    Optional<Part> part(String path) {
        if (!path.startsWith(root)) {
            return Optional.empty();
        }
        if (!parts) {
            return Optional.of(Part.TRAINING);
        }
        String role = role(segments(path.substring(root.length())).get(0));
        if (role.equals(TRAIN)) {
            return Optional.of(Part.TRAINING);
        }
        return role.equals(validation) ? Optional.of(Part.VALIDATION) : Optional.empty();
    }

    /** The part that a word means, such as the value of a column; empty where it means none or one that is not read. */
    static Optional<Part> part(String word, boolean testIsRead) {
        return switch (role(word)) {
            case TRAIN -> Optional.of(Part.TRAINING);
            case "validation", "valid", "val" -> Optional.of(Part.VALIDATION);
            case "test" -> testIsRead ? Optional.of(Part.VALIDATION) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Whether a word means a part of any kind. */
    static boolean isPart(String word) {
        return part(word, true).isPresent();
    }

    /** Whether a word means the part to train on. */
    static boolean isTraining(String word) {
        return role(word).equals(TRAIN);
    }

    /** Whether two words mean one part, such as {@code val} and {@code Validation}, or are the same otherwise. */
    static boolean isSamePart(String a, String b) {
        return role(a).equals(role(b)) || (part(a, false).equals(part(b, false)) && isPart(a) && isPart(b));
    }

    /** Where {@code path} lies, or empty where it is outside the layout or its folder's name is no label. */
    Optional<Place> place(String path) {
        return labelFolder(path)
                .filter(folder -> !folder.contains("/"))
                .flatMap(folder ->
                        part(path).map(part -> new Place(part, label(folder), path.substring(root.length()))))
                .filter(place -> isLabel(place.label()));
    }

    /** The folders below the root and the part, with a slash between them; empty where the file lies in none. */
    Optional<String> labelFolder(String path) {
        if (part(path).isEmpty()) {
            return Optional.empty();
        }
        List<String> segments = segments(path.substring(root.length()));
        List<String> folders = segments.subList(parts ? 1 : 0, Math.max(parts ? 1 : 0, segments.size() - 1));
        return folders.isEmpty() ? Optional.empty() : Optional.of(String.join("/", folders));
    }

    /** A label as people call it: one Unicode form (NFC), without marks of direction. */
    static String label(String written) {
        StringBuilder label = new StringBuilder();
        written.codePoints().filter(c -> !Printable.isDirectionMark(c)).forEach(label::appendCodePoint);
        return Normalizer.normalize(label, Normalizer.Form.NFC);
    }

    /** Whether a label can be used: it shows, and is not longer than {@value #LONGEST_LABEL} characters. */
    static boolean isLabel(String label) {
        return !label.isBlank()
                && label.codePointCount(0, label.length()) <= LONGEST_LABEL
                && label.codePoints().noneMatch(Printable::steers);
    }
}
