package dev.stackwright.app;

import dev.stackwright.network.Networks;
import java.time.Duration;

/** The checks of settings that a type alone does not make; each error names its key. */
final class SettingsCheck {

    private static final Duration SHORTEST_WATCH = Duration.ofMillis(100);

    private SettingsCheck() {}

    static void check(StackwrightConfig config) {
        checkMembers(config);
        checkKeys(config.store());
        Launching.check(config.launch());
        checked("http.contact", () -> StackwrightFactory.userAgent(config.http()));
        checked("classify", () -> StackwrightFactory.fetchPolicy(config.classify()));
        checked("classify", () -> StackwrightFactory.imageLimits(config.classify()));
        checked("classify.warm", () -> StackwrightFactory.warm(config.classify()));
        if (config.classify().maxMemory().filter(size -> size.asLongValue() < 1).isPresent()) {
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
                    "weights", "expected official, random, https://…/, s3://bucket/prefix/ or a folder, found nothing");
        }
        Gpu.check(config.gpu());
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

    private static void checked(String key, java.util.function.Supplier<?> read) {
        try {
            var unused = read.get();
        } catch (IllegalArgumentException e) {
            throw ConfigurationException.of(key, String.valueOf(e.getMessage()));
        }
    }
}
