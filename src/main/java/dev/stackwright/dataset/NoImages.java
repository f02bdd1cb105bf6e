package dev.stackwright.dataset;

import static dev.stackwright.dataset.SetAside.counted;

import dev.stackwright.common.Printable;
import dev.stackwright.dataset.Dataset.RejectedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The files of a tree that are not used as images, and why: hidden ones, which were not looked at, and others. For one thread. */
final class NoImages {

    /** Of folders without an image, so many have a line of their own. */
    private static final int FOLDERS = 10;

    private final List<RejectedImage> all = new ArrayList<>();

    void add(String path, String why) {
        all.add(new RejectedImage(path, why));
    }

    List<RejectedImage> byPath() {
        return all.stream().sorted(Comparator.comparing(RejectedImage::path)).toList();
    }

    /** By path. */
    List<RejectedImage> hidden() {
        return byPath().stream().filter(NoImages::isHidden).toList();
    }

    /** Those that were looked at, by path. */
    List<RejectedImage> unreadable() {
        return byPath().stream().filter(file -> !isHidden(file)).toList();
    }

    private static boolean isHidden(RejectedImage file) {
        return Layout.whyHidden(file.path()).isPresent();
    }

    /**
     * Adds to {@code setAside} all but those of folders without any image.
     *
     * @return those of folders without any image, which {@code remarks} tell of as a whole
     */
    List<RejectedImage> setAside(
            Labelling labelling, Set<String> withImages, List<RejectedImage> setAside, List<String> remarks) {
        TreeMap<String, List<RejectedImage>> withoutImage = new TreeMap<>();
        byPath().forEach(file -> {
            Layout.Place place = labelling.place(file.path()).orElse(null);
            RejectedImage one = place == null ? file : new RejectedImage(place.path(), file.reason());
            if (place == null || isHidden(file) || withImages.contains(place.label())) {
                setAside.add(one);
            } else {
                withoutImage
                        .computeIfAbsent(place.label(), label -> new ArrayList<>())
                        .add(one);
            }
        });
        withoutImage.entrySet().stream()
                .limit(FOLDERS)
                .forEach(folder -> remarks.add(withoutImage(folder.getKey(), folder.getValue())));
        if (withoutImage.size() > FOLDERS) {
            List<RejectedImage> others = withoutImage.values().stream()
                    .skip(FOLDERS)
                    .flatMap(List::stream)
                    .toList();
            remarks.add("no file in " + counted(withoutImage.size() - FOLDERS, "other folder")
                    + " is an image that can be read: "
                    + counted(others.size(), "file")
                    + SetAside.shown(others.stream().map(RejectedImage::path).toList()));
        }
        return withoutImage.values().stream().flatMap(List::stream).toList();
    }

    private static String withoutImage(String folder, List<RejectedImage> files) {
        return "no file in '" + Printable.line(folder) + "' is an image that can be read: "
                + counted(files.size(), "file") + ", e.g. "
                + FileNames.shown(files.get(0).path()) + ": "
                + files.get(0).reason();
    }
}
