package dev.stackwright.dataset;

import dev.stackwright.dataset.Dataset.RejectedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What was set aside, by why: reasons that differ in figures and names alone are of one kind. Pure. */
public final class SetAside {

    /** So many of a kind are listed; all are counted. */
    public static final int LISTED = 1000;

    private static final int SHOWN = 3;
    private static final int KINDS = 24;
    private static final Pattern PARTICULARS = Pattern.compile("'[^']*'|\\d+");

    private SetAside() {}

    /** A line for each kind, the largest first: how many, why, and the first paths. */
    public static List<String> lines(List<RejectedImage> all) {
        List<List<RejectedImage>> kinds = kinds(all).values().stream()
                .sorted(Comparator.comparing((List<RejectedImage> kind) -> kind.size())
                        .reversed())
                .toList();
        List<String> lines = new ArrayList<>();
        kinds.stream().limit(KINDS).forEach(kind -> lines.add(line(kind)));
        if (kinds.size() > KINDS) {
            int others = kinds.stream().skip(KINDS).mapToInt(List::size).sum();
            lines.add("set aside " + counted(others, "file") + " for " + (kinds.size() - KINDS) + " other reasons");
        }
        return lines;
    }

    /** At most {@value #LISTED} of each kind, in the order given. */
    public static List<RejectedImage> listed(List<RejectedImage> all) {
        if (all.size() <= LISTED) {
            return List.copyOf(all);
        }
        return kinds(all).values().stream()
                .flatMap(kind -> kind.stream().limit(LISTED))
                .sorted(Comparator.comparing(RejectedImage::path))
                .toList();
    }

    /** Whether a list from {@link #listed} has as many of a kind as it may have, so that there may be more. */
    public static boolean mayBeCut(List<RejectedImage> listed) {
        return kinds(listed).values().stream().anyMatch(kind -> kind.size() >= LISTED);
    }

    private static Map<String, List<RejectedImage>> kinds(List<RejectedImage> all) {
        Map<String, List<RejectedImage>> kinds = new LinkedHashMap<>();
        all.forEach(one -> kinds.computeIfAbsent(kind(one.reason()), kind -> new ArrayList<>())
                .add(one));
        return kinds;
    }

    private static String kind(String reason) {
        return PARTICULARS.matcher(reason).replaceAll("…");
    }

    private static String line(List<RejectedImage> kind) {
        RejectedImage first = kind.get(0);
        if (kind.size() == 1) {
            return "set aside " + FileNames.shown(first.path()) + ": " + first.reason();
        }
        boolean same = kind.stream().allMatch(one -> one.reason().equals(first.reason()));
        return "set aside " + counted(kind.size(), "file") + ": " + (same ? "" : "e.g. ") + first.reason()
                + shown(kind.stream().map(RejectedImage::path).toList());
    }

    /** The first of {@code names} in brackets. */
    public static String shown(List<String> names) {
        return " ("
                + String.join(
                        ", ", names.stream().limit(SHOWN).map(FileNames::shown).toList())
                + (names.size() > SHOWN ? ", …)" : ")");
    }

    /** For example {@code 1 image} or {@code 12,000 images}. */
    public static String counted(int count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }
}
