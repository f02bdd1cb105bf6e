package dev.stackwright.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who made a slip. Pure. */
public final class Similar {

    /** Slips in a word of six letters or more; in shorter ones, half. */
    private static final int MOST_SLIPS = 2;

    private Similar() {}

    /** {@code " (did you mean 'xception'?)"}, or nothing where nothing is near. To follow what was found. */
    public static String hint(String found, Collection<String> known) {
        return to(found, known).map(near -> " (did you mean '" + near + "'?)").orElse("");
    }

    /** The nearest of {@code known}, where it is near at all; of equals the first. */
    public static Optional<String> to(String found, Collection<String> known) {
        int most = found.length() < 6 ? MOST_SLIPS / 2 : MOST_SLIPS;
        return known.stream()
                .filter(one -> Math.abs(one.length() - found.length()) <= most && slips(found, one) <= most)
                .min(Comparator.comparingInt(one -> slips(found, one)));
    }

    /** Letters left out, added, changed, or swapped with the next one (optimal string alignment); case does not count. */
    private static int slips(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                least[i][j] = Math.min(Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
                }
            }
        }
        return least[a.length()][b.length()];
    }
}
