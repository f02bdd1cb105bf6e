package dev.stackwright.app;

import dev.stackwright.app.StackwrightFactory.Launching;
import dev.stackwright.network.Networks;
import dev.stackwright.store.BucketLayout;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the settings without Quarkus, for the terminal, from the same places and by the same rules. */
public final class Configuration {

    private static final String PREFIX = "stackwright.";
    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int SYSTEM_ORDINAL = 400;

    private Configuration() {}

    /**
     * The settings of the given surroundings.
     *
     * @throws ConfigurationException naming each key at fault
     */
    public static StackwrightConfig load(
            Map<String, String> environment, Properties system, Path home, Path workingDirectory) {
        SettingNames.checkEnvironment(environment.keySet());
        Supplier<SmallRyeConfigBuilder> places = () -> new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(ConfigurationFiles.sources(environment, home, workingDirectory))
                .withSources(new EnvConfigSource(environment, ENVIRONMENT_ORDINAL))
                .withSources(new PropertiesConfigSource(own(system), "system properties", SYSTEM_ORDINAL));
        try {
            SmallRyeConfig found =
                    places.get().withMapping(StackwrightConfig.class).build();
            checkTruths(found);
            return found.getConfigMapping(StackwrightConfig.class);
        } catch (ConfigValidationException e) {
            SmallRyeConfig found = places.get().build(); // with the mapping it cannot be built
            checkTruths(found);
            throw new ConfigurationException(SettingErrors.of(e, found::getConfigValue), e);
        }
    }

    private static void checkTruths(SmallRyeConfig found) {
        SettingErrors.neitherTrueNorFalse(found::getConfigValue).ifPresent(problem -> {
            throw new ConfigurationException(problem, null);
        });
    }

    /**
     * The settings of this process.
     *
     * @param settings stronger than all others
     * @throws ConfigurationException naming each key at fault
     */
    public static StackwrightConfig ofThisProcess(Map<String, String> settings) {
        SettingNames.check(settings.keySet());
        Properties system = new Properties();
        system.putAll(System.getProperties());
        system.putAll(settings);
        return load(
                System.getenv(),
                system,
                Path.of(system.getProperty("user.home", "")),
                Path.of(system.getProperty("user.dir", "")));
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

    /** The checks of settings that a type alone does not make; each error names its key. */
    static final class SettingsCheck {

        private static final Duration SHORTEST_WATCH = Duration.ofMillis(100);

        private SettingsCheck() {}

        static void check(StackwrightConfig config) {
            checkMembers(config);
            checkKeys(config.store());
            Launching.check(config.launch());
            checked(
                    "http.contact",
                    () -> StackwrightFactory.userAgent(config.http().contact()));
            checked(
                    "metrics.cloudwatch-namespace",
                    () -> config.metrics().cloudwatchNamespace().map(SettingsCheck::namespace));
            checked("classify", () -> StackwrightFactory.fetchPolicy(config.classify()));
            checked("classify", () -> StackwrightFactory.imageLimits(config.classify()));
            checked("classify", () -> StackwrightFactory.classifierSettings(config));
            checked("events.lease", () -> positive(config.events().lease()));
            config.classify().prefixes().forEach(SettingsCheck::checkPrefix);
            checked("classify.warm", () -> StackwrightFactory.warm(config.classify()));
            if (config.classify()
                    .maxMemory()
                    .filter(size -> size.asLongValue() < 1)
                    .isPresent()) {
                throw ConfigurationException.of("classify.max-memory", "expected 1 byte or more, found none");
            }
            if (config.classify().refreshInterval().isNegative()) {
                throw ConfigurationException.of(
                        "classify.refresh-interval",
                        "expected zero or more, found " + config.classify().refreshInterval());
            }
            if (config.watch().interval().compareTo(SHORTEST_WATCH) < 0) {
                throw ConfigurationException.of(
                        "watch.interval",
                        "expected " + SHORTEST_WATCH.toMillis() + " ms or more, found "
                                + config.watch().interval());
            }
            if (config.weights().isBlank()) {
                throw ConfigurationException.of(
                        "weights",
                        "expected official, random, https://…/, s3://bucket/prefix/ or a folder, found nothing");
            }
        }

        /** Those that begin with AWS/ are its own. */
        private static String namespace(String given) {
            if (!given.matches("[A-Za-z0-9._/#:-]{1,255}") || given.startsWith("AWS/")) {
                throw new IllegalArgumentException(
                        "expected at most 255 letters, digits and ._/#:- that do not begin with AWS/, found '" + given
                                + "'");
            }
            return given;
        }

        private static void checkMembers(StackwrightConfig config) {
            if (config.members().isEmpty()) {
                throw ConfigurationException.of("members", "expected one network or more, found none");
            }
            for (String member : config.members()) {
                checked("members", () -> Networks.named(member));
            }
        }

        private static void checkKeys(StackwrightConfig.Store store) {
            if (store.accessKey().isPresent() != store.secretKey().isPresent()) {
                throw ConfigurationException.of(
                        store.accessKey().isPresent() ? "store.secret-key" : "store.access-key",
                        "expected both keys or neither, found only the other one");
            }
        }

        private static void checkPrefix(String prefix) {
            if (!prefix.endsWith("/") || prefix.startsWith("/") || BucketLayout.isOwn(prefix)) {
                throw ConfigurationException.of(
                        "classify.prefixes",
                        "expected prefixes such as uploads/, none of the product's own, found '" + prefix + "'");
            }
        }

        private static Duration positive(Duration time) {
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException("expected a positive time, found " + time);
            }
            return time;
        }

        static void checked(String key, Supplier<?> read) {
            try {
                var unused = read.get();
            } catch (IllegalArgumentException e) {
                throw ConfigurationException.of(key, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Settings with which nothing can start; the message names each key at fault. */
    public static final class ConfigurationException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public ConfigurationException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        static ConfigurationException of(String key, String problem) {
            return new ConfigurationException("stackwright." + key + ": " + problem, null);
        }
    }
}
