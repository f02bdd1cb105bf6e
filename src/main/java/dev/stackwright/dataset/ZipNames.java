package dev.stackwright.dataset;

import java.util.List;
import java.util.regex.Pattern;

/** Names inside a zip that no honest zip has. */
final class ZipNames {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private ZipNames() {}

    /** @throws DatasetException when {@code name} is absolute, climbs, or is parted by backslashes */
    static void check(String name, String origin) {
        String wrong = null;
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            wrong = "is absolute";
        } else if (name.contains("\\")) {
            wrong = "has a backslash";
        } else if (List.of(name.split("/", -1)).contains("..")) {
            wrong = "climbs out by '..'";
        } else if (name.chars().anyMatch(Character::isISOControl)) {
            wrong = "has a control character";
        }
        if (wrong != null) {
            throw new DatasetException(
                    origin + ": expected names such as label/photo.jpg, but '" + name + "' " + wrong + "; zip it anew",
                    null);
        }
    }
}
