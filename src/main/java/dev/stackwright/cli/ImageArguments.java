package dev.stackwright.cli;

import dev.stackwright.dataset.Layout;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The images that the arguments of a command name: URLs and files as they are, of a folder (or a link to one) all files that are
 * called like images, however deep, and what a pattern such as {@code photos/*.jpg} matches where no shell has expanded it.
 *
 * @param names in the order of the arguments; folders and patterns by path
 * @param passedOver what lies in the folders and is not asked for, and links that patterns mean, a line each reason
 */
record ImageArguments(List<String> names, List<String> passedOver) {

    private static final Set<String> ENDINGS =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "heic", "heif", "avif", "tif", "tiff");
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");

    ImageArguments {
        names = List.copyOf(names);
        passedOver = List.copyOf(passedOver);
    }

    /** What cannot be read keeps its place, so that it fails alone. */
    static ImageArguments of(List<String> arguments) {
        List<String> names = new ArrayList<>();
        List<Path> hidden = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        List<String> links = new ArrayList<>();
        for (String argument : arguments) {
            Path path = LocalUploads.isAddress(argument) ? null : path(argument);
            try {
                if (path != null && Files.isDirectory(path)) {
                    FolderFiles found = FolderFiles.of(path, Integer.MAX_VALUE);
                    found.all().forEach(file -> {
                        Path below = path.relativize(file);
                        if (hidden(below)) {
                            if (!Layout.isClutter(below.toString())) {
                                hidden.add(file);
                            }
                        } else if (isCalledImage(file) || found.unreadable().contains(file)) {
                            names.add(LocalUploads.name(file.toString(), file));
                        } else {
                            others.add(file);
                        }
                    });
                    found.othersTold().ifPresent(links::add);
                } else if (path == null
                        || Files.exists(path)
                        || !WILD.matcher(argument).find()) {
                    names.add(argument);
                } else {
                    List<String> matched = matched(argument, links);
                    names.addAll(matched.isEmpty() ? List.of(argument) : matched);
                }
            } catch (IOException | PatternSyntaxException | InvalidPathException e) {
                names.add(argument); // it fails alone, where it is read
            }
        }
        List<String> passedOver = new ArrayList<>(links);
        FolderFiles.passedOver(others, "is not called like an image", "are not called like images")
                .ifPresent(passedOver::add);
        FolderFiles.passedOver(
                        hidden,
                        "has a name, or a folder, that begins with a dot",
                        "have names, or folders, that begin with a dot")
                .ifPresent(passedOver::add);
        return new ImageArguments(names, passedOver);
    }

    private static @org.jspecify.annotations.Nullable Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** What is unreadable is among them: it fails alone, where it is read, and is named there. */
    private static List<Path> visible(Path folder, FolderFiles found) {
        return found.all().filter(file -> !hidden(folder.relativize(file))).toList();
    }

    private static boolean hidden(Path relative) {
        for (Path segment : relative) {
            if (segment.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCalledImage(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** @param links gets a line where the pattern means what is not looked at */
    private static List<String> matched(String pattern, List<String> links) throws IOException {
        int wild = WILD.matcher(pattern).results().findFirst().orElseThrow().start();
        String fixed = pattern.substring(0, pattern.lastIndexOf('/', wild) + 1);
        Path folder = Path.of(fixed);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        // a pattern that names no folders below looks into none
        int depth = pattern.contains("**") ? Integer.MAX_VALUE : slashes(pattern) - slashes(fixed) + 1;
        FolderFiles found = FolderFiles.of(folder, depth);
        String variable = pattern.substring(fixed.length());
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + variable);
        List<Path> others = found.others().stream()
                .filter(other -> !hidden(folder.relativize(other)))
                .filter(other -> matcher.matches(folder.relativize(other))
                        || Files.isDirectory(other) && leadsInto(variable, folder.relativize(other)))
                .toList();
        new FolderFiles(List.of(), others, List.of()).othersTold().ifPresent(links::add);
        return visible(folder, found).stream()
                .filter(file -> found.unreadable().contains(file)
                        ? leadsInto(variable, folder.relativize(file))
                        : matcher.matches(folder.relativize(file)))
                .map(file -> LocalUploads.name(fixed + folder.relativize(file), file))
                .toList();
    }

    /** Whether files that a pattern means may lie in the folder. */
    static boolean leadsInto(String pattern, Path folder) {
        String[] segments = pattern.split("/", -1);
        if (pattern.contains("**")) {
            return true;
        }
        int depth = folder.getNameCount();
        try {
            return depth < segments.length
                    && FileSystems.getDefault()
                            .getPathMatcher(
                                    "glob:" + String.join("/", List.of(segments).subList(0, depth)))
                            .matches(folder);
        } catch (PatternSyntaxException e) {
            return true; // a choice such as {2025/a,2026} has a slash within
        }
    }

    private static int slashes(String text) {
        return (int) text.chars().filter(c -> c == '/').count();
    }
}
