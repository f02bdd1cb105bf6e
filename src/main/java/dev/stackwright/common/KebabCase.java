package dev.stackwright.common;

import java.util.Locale;

/** Names of constants as programs outside see them, e.g. {@code zip-bomb} of {@code ZIP_BOMB}. Stateless. */
public final class KebabCase {

    private KebabCase() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
