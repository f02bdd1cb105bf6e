package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.common.Similar;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of settings that are none and would be passed over in silence, as nothing tells that they are meant for this product.
 * Unknown ones below {@code stackwright.} are refused by {@link SettingErrors}. Pure.
 */
final class SettingNames {

    private static final String PREFIX = "stackwright.";

    private SettingNames() {}

    /**
     * Refuses keys of the command line that cannot be meant as they are. Those of others, such as {@code quarkus.http.port},
     * are theirs to check.
     *
     * @throws ConfigurationException naming each and the nearest that there is
     */
    static void check(Collection<String> given) {
        refuse(given.stream().filter(key -> !key.startsWith(PREFIX)).flatMap(key -> hint(key, near(key)).stream()));
    }

    /**
     * Refuses environment variables that are a slip away from one of a key. Others are let stand: a cluster sets its own,
     * {@code STACKWRIGHT_SERVICE_HOST}, and so do launchers.
     *
     * @throws ConfigurationException naming each and the nearest that there is
     */
    static void checkEnvironment(Collection<String> given) {
        List<String> known =
                SettingErrors.keys().stream().map(SettingNames::variable).toList();
        refuse(given.stream()
                .filter(name -> name.startsWith(variable(PREFIX)) && !known.contains(name))
                .filter(name -> known.stream().noneMatch(key -> name.startsWith(key + "_")))
                .flatMap(name -> hint(name, Similar.to(name, known)).stream()));
    }

    private static Optional<String> near(String key) {
        return SettingErrors.keys().contains(PREFIX + key)
                ? Optional.of(PREFIX + key)
                : Similar.to(key, SettingErrors.keys());
    }

    private static Optional<String> hint(String found, Optional<String> meant) {
        return meant.map(near -> found + ": there is no such setting (did you mean '" + near + "'?)");
    }

    private static void refuse(Stream<String> faults) {
        String all = faults.sorted().collect(Collectors.joining("; "));
        if (!all.isEmpty()) {
            throw new ConfigurationException(all, null);
        }
    }

    /** The environment variable of a key. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
