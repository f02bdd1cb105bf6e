package dev.stackwright.app;

import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * The settings files {@code stackwright.properties}: in the user's configuration directory, and, stronger, in the
 * working directory; and what the standard variables of OpenTelemetry say. Weaker than the environment, stronger than
 * what comes with the product. Quarkus finds this class as a service; {@link Configuration} calls it for the terminal.
 */
public final class ConfigurationFiles implements ConfigSourceProvider {

    /** The name of the file, wherever it lies. */
    public static final String NAME = "stackwright.properties";

    private static final int USER_ORDINAL = 270;
    private static final int WORKING_DIRECTORY_ORDINAL = 280;

    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        List<ConfigSource> found = sources(
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                Path.of(System.getProperty("user.dir", "")));
        found.add(TelemetrySettings.source(System.getenv(), name -> isSet(name, found)));
        return found;
    }

    private static boolean isSet(String name, List<ConfigSource> files) {
        return System.getProperty(name) != null || files.stream().anyMatch(file -> file.getValue(name) != null);
    }

    static List<ConfigSource> sources(Map<String, String> environment, Path home, Path workingDirectory) {
        List<ConfigSource> found = new ArrayList<>();
        Path user = Directories.configuration(environment, home).resolve(NAME);
        Path here = workingDirectory.resolve(NAME);
        try {
            if (Files.isRegularFile(user)) {
                found.add(new PropertiesConfigSource(user.toUri().toURL(), USER_ORDINAL));
            }
            if (Files.isRegularFile(here)) {
                found.add(new PropertiesConfigSource(here.toUri().toURL(), WORKING_DIRECTORY_ORDINAL));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + user + " or " + here + "; are they readable?", e);
        }
        return found;
    }
}
