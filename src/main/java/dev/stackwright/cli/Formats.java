package dev.stackwright.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/** How quantities are written for people. The same in every locale. */
final class Formats {

    private Formats() {}

    /** For example {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
    static String duration(Duration d) {
        long seconds = Math.round(d.toMillis() / 1000.0);
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
    }

    /** UTC to the second, e.g. {@code 2026-11-24T08:15:00Z}. */
    static String instant(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Bytes with a decimal unit, e.g. {@code 9.4 MB}; a dash where not known (0). */
    static String bytes(long bytes) {
        if (bytes <= 0) {
            return "-";
        }
        if (bytes < 999_950) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** What went wrong with a file, e.g. {@code no such file: photo.jpg}. */
    static String fault(IOException error) {
        String message = Objects.requireNonNullElse(error.getMessage(), "");
        if (error instanceof NoSuchFileException) {
            return "no such file: " + message;
        }
        if (error instanceof AccessDeniedException) {
            return "a file that may not be read: " + message;
        }
        return message.isEmpty() ? error.getClass().getSimpleName() : message;
    }

    /** A local path as an absolute one, as another process may have to find it; anything with a scheme as it is. */
    static String absolute(String place) {
        return place.contains("://")
                ? place
                : Path.of(place).toAbsolutePath().normalize().toString();
    }
}
