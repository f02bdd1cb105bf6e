package dev.stackwright.dataset;

import dev.stackwright.common.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a tree under the paths that a dataset calls them by, as they are found: parted by single slashes, without
 * {@code .} and empty segments, unique. A file whose name cannot be used is listed with the reason, and has no source.
 * For one thread.
 *
 * @param <S> what the tree reads a file by
 */
final class FileNames<S> {

    private static final int SHOWN = 200;

    private final List<FileTree.Entry> entries = new ArrayList<>();
    private final Map<String, S> sources = new LinkedHashMap<>();

    /** @param name as the tree has it; one that stands for a folder or nothing is passed over */
    void add(String name, long size, S source, @Nullable String fault) {
        String path = clean(name);
        if (path.isEmpty() || name.endsWith("/") || name.endsWith("\\")) {
            return;
        }
        String hidden = Layout.whyHidden(path).orElse(null);
        if (fault != null) {
            addFaulty(path, fault);
        } else if (hidden != null) {
            addFaulty(path, hidden);
        } else if (path.chars().anyMatch(Character::isISOControl)) {
            addFaulty(path, "its name has a control character; rename it");
        } else if (sources.putIfAbsent(path, source) != null) {
            addFaulty(path, "another file has this name; rename one of them");
        } else {
            entries.add(new FileTree.Entry(path, size, null));
        }
    }

    /** A file that is there and cannot be read, and why. */
    void addFaulty(String name, String fault) {
        entries.add(new FileTree.Entry(clean(name), 0, fault));
    }

    /** In the order in which they were added. */
    List<FileTree.Entry> entries() {
        return List.copyOf(entries);
    }

    /** What each file is read by, of those that can be. */
    Map<String, S> sources() {
        return sources;
    }

    /** Backslashes part names, too, as Windows writes them and other systems unpack them. */
    private static String clean(String name) {
        StringBuilder path = new StringBuilder(name.length());
        for (String segment : name.replace('\\', '/').split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(segment);
            }
        }
        return path.toString();
    }

    /** As a line may show it. */
    static String shown(String path) {
        String line = Printable.line(path);
        return line.length() <= SHOWN
                ? line
                : line.substring(0, SHOWN / 2) + "…" + line.substring(line.length() - SHOWN / 2);
    }
}
