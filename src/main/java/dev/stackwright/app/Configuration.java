package dev.stackwright.app;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads the settings without Quarkus, for the terminal, from the same places and by the same rules. */
public final class Configuration {

    private static final String PREFIX = "stackwright.";
    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int SYSTEM_ORDINAL = 400;

    private Configuration() {}

    /** The settings of this process. @throws ConfigurationException naming each key at fault */
    public static StackwrightConfig load() {
        Properties system = System.getProperties();
        return load(
                System.getenv(),
                system,
                Path.of(system.getProperty("user.home", "")),
                Path.of(system.getProperty("user.dir", "")));
    }

    /**
     * The settings of the given surroundings.
     *
     * @throws ConfigurationException naming each key at fault
     */
    public static StackwrightConfig load(
            Map<String, String> environment, Properties system, Path home, Path workingDirectory) {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withSources(ConfigurationFiles.sources(environment, home, workingDirectory))
                    .withSources(new EnvConfigSource(environment, ENVIRONMENT_ORDINAL))
                    .withSources(new PropertiesConfigSource(own(system), "system properties", SYSTEM_ORDINAL))
                    .withMapping(StackwrightConfig.class)
                    .build()
                    .getConfigMapping(StackwrightConfig.class);
        } catch (ConfigValidationException e) {
            throw new ConfigurationException(problems(e), e);
        }
    }

    private static Map<String, String> own(Properties system) {
        Map<String, String> own = new HashMap<>();
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                own.put(name, system.getProperty(name));
            }
        }
        return own;
    }

    private static String problems(ConfigValidationException e) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < e.getProblemCount(); i++) {
            lines.add(e.getProblem(i).getMessage());
        }
        return String.join("; ", lines);
    }
}
