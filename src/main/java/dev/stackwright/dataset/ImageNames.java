package dev.stackwright.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a dataset by what rows of a label file may call them: paths and whatever they end in from a folder on, with
 * their ending or without. Immutable.
 */
final class ImageNames {

    private final Map<String, List<String>> byName = new HashMap<>();
    /** Paths of folders, and whatever they end in from a folder on. */
    private final Set<String> folders = new HashSet<>();

    /** @param files paths of images, and of what cannot be read as one, so that a row that means it means no other */
    ImageNames(Collection<String> files) {
        for (String file : files) {
            for (String name : new HashSet<>(List.of(file, stem(file)))) {
                endings(name)
                        .forEach(ending -> byName.computeIfAbsent(ending, n -> new ArrayList<>(1))
                                .add(file));
            }
            int slash = file.lastIndexOf('/');
            if (slash > 0) {
                folders.addAll(endings(file.substring(0, slash)));
            }
        }
    }

    /**
     * The one file that a row means.
     *
     * @param folder of the label file, with its slash, or empty
     * @param part the word for the part that the row is of, which decides between files of one name; where it is empty those
     *     to train on are meant, as contests number the images of each part anew and list labels of the training part alone
     */
    Optional<String> find(String folder, String written, String part) {
        String name = written.strip().replace('\\', '/');
        Optional<String> beside = only(byName.getOrDefault(folder + name, List.of()), part);
        if (beside.isPresent()) {
            return beside;
        }
        // from the front ever shorter, so that addresses and paths from elsewhere end in one from here; but a folder
        // that is
        // here is meant, and not a file of the same name in another one
        String within = "";
        for (String rest = name; ; rest = rest.substring(rest.indexOf('/') + 1)) {
            String there = within;
            List<String> all = byName.getOrDefault(rest, List.of()).stream()
                    .filter(file -> ("/" + file).contains(there))
                    .toList();
            Optional<String> found = only(all, part);
            int slash = rest.lastIndexOf('/');
            if (found.isPresent() || slash < 0) {
                return found;
            }
            if (within.isEmpty() && folders.contains(rest.substring(0, slash))) {
                within = "/" + rest.substring(0, slash) + "/";
            }
        }
    }

    private static Optional<String> only(List<String> found, String part) {
        List<String> meant = found.size() > 1
                ? found.stream().filter(file -> liesIn(part, file)).toList()
                : found;
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    private static boolean liesIn(String part, String file) {
        List<String> segments = List.of(file.split("/", -1));
        return segments.subList(0, segments.size() - 1).stream()
                .anyMatch(folder -> part.isEmpty() ? Layout.isTraining(folder) : Layout.isSamePart(part, folder));
    }

    private static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    private static List<String> endings(String path) {
        List<String> endings = new ArrayList<>();
        endings.add(path);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            endings.add(path.substring(slash + 1));
        }
        return endings;
    }
}
