package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where things lie on this machine, by the XDG base directory specification.
 *
 * @param data what must not be lost: the embedded store
 * @param cache what may be deleted at any time
 */
public record Directories(Path data, Path cache) {

    private static final String NAME = "stackwright";

    /** Absolute: a relative one is one of the working directory, whatever process looks at it later. */
    static Directories of(StackwrightConfig config, Map<String, String> environment, Path home) {
        return new Directories(
                absolute(config.dataDirectory()
                        .orElseGet(
                                () -> base(environment.get("XDG_DATA_HOME"), home, ".local/share", "data-directory"))),
                absolute(config.cacheDirectory()
                        .orElseGet(() -> base(environment.get("XDG_CACHE_HOME"), home, ".cache", "cache-directory"))));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Java says {@code ?} for the home of a user without an entry in passwd, and libraries would make a folder of that
     * name: it is {@code $HOME} then, or none.
     */
    public static void settleHome(Map<String, String> environment, Properties system) {
        String java = system.getProperty("user.home", "");
        if (java.isBlank() || java.equals("?")) {
            system.setProperty("user.home", environment.getOrDefault("HOME", ""));
        }
    }

    static Path configuration(Map<String, String> environment, Path home) {
        return xdg(environment.get("XDG_CONFIG_HOME"))
                .orElse(home.resolve(".config"))
                .resolve(NAME);
    }

    private static Path base(@Nullable String xdg, Path home, String otherwise, String key) {
        Optional<Path> given = xdg(xdg);
        if (given.isEmpty() && !home.isAbsolute()) {
            throw ConfigurationException.of(
                    key,
                    "expected a folder, as this user has no home: set stackwright.data-directory and"
                            + " stackwright.cache-directory, or HOME");
        }
        return given.orElseGet(() -> home.resolve(otherwise)).resolve(NAME);
    }

    /** The specification says to ignore a relative path. */
    private static Optional<Path> xdg(@Nullable String value) {
        return Optional.ofNullable(value).map(Path::of).filter(Path::isAbsolute);
    }
}
