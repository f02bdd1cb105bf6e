package dev.stackwright.app;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where things lie on this machine, by the XDG base directory specification.
 *
 * @param data what must not be lost: the embedded store
 * @param cache what may be deleted at any time
 */
public record Directories(Path data, Path cache) {

    private static final String NAME = "stackwright";

    static Directories of(StackwrightConfig config, Map<String, String> environment, Path home) {
        return new Directories(
                config.dataDirectory().orElseGet(() -> base(environment.get("XDG_DATA_HOME"), home, ".local/share")),
                config.cacheDirectory().orElseGet(() -> base(environment.get("XDG_CACHE_HOME"), home, ".cache")));
    }

    static Path configuration(Map<String, String> environment, Path home) {
        return base(environment.get("XDG_CONFIG_HOME"), home, ".config");
    }

    /** The specification says to ignore a relative path. */
    private static Path base(@Nullable String xdg, Path home, String otherwise) {
        Path base = xdg == null || !Path.of(xdg).isAbsolute() ? home.resolve(otherwise) : Path.of(xdg);
        return base.resolve(NAME);
    }
}
