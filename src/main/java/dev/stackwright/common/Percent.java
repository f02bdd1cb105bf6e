package dev.stackwright.common;

import java.util.Locale;

/** How shares are written for people, the same in every locale. */
public final class Percent {

    private Percent() {}

    /** A share or probability in [0, 1] with one decimal, e.g. {@code 98.7 %}. */
    public static String of(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
