package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.common.Similar;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of all settings, and what somebody meant by one that there is not. */
final class SettingNames {

    private static final String PREFIX = "stackwright.";

    /** Without those of the places in lists, {@code stackwright.members[*]}. */
    private static final Set<String> KEYS =
            ConfigMappings.getProperties(ConfigClass.configClass(StackwrightConfig.class)).keySet().stream()
                    .filter(key -> !key.contains("*"))
                    .collect(Collectors.toCollection(TreeSet::new));

    private SettingNames() {}

    /** Every key, {@code stackwright.store.bucket}. */
    static Set<String> keys() {
        return Set.copyOf(KEYS);
    }

    /**
     * Refuses keys that cannot be meant, of files, properties or the command line. Those of others, such as {@code
     * quarkus.http.port}, are theirs to check.
     *
     * @throws ConfigurationException naming each and the nearest that there is
     */
    static void check(Collection<String> given) {
        refuse(given.stream().flatMap(key -> fault(key).stream()));
    }

    /**
     * Refuses environment variables that are a slip away from one of a key. Others are let stand: a cluster sets its own,
     * {@code STACKWRIGHT_SERVICE_HOST}, and so do launchers.
     */
    static void checkEnvironment(Collection<String> given) {
        List<String> known = KEYS.stream().map(SettingNames::variable).toList();
        refuse(given.stream()
                .filter(name -> name.startsWith(variable(PREFIX)) && !known.contains(name))
                .filter(name -> known.stream().noneMatch(key -> name.startsWith(key + "_")))
                .flatMap(name -> Similar.to(name, known)
                        .map(near -> name + ": there is no such setting (did you mean '" + near + "'?)")
                        .stream()));
    }

    private static Optional<String> fault(String given) {
        String key = given.replaceAll("\\[\\d+]", "");
        if (KEYS.contains(key)) {
            return Optional.empty();
        }
        if (key.startsWith(PREFIX)) {
            return Optional.of(
                    given + ": there is no such setting" + meant(key) + "; docs/configuration.md lists all of them");
        }
        if (KEYS.contains(PREFIX + key)) {
            return Optional.of(given + ": there is no such setting (did you mean '" + PREFIX + key + "'?)");
        }
        return Similar.to(key, KEYS).map(near -> given + ": there is no such setting (did you mean '" + near + "'?)");
    }

    /** The nearest as a whole, else the one whose last part is the nearest: {@code stackwright.bucket} is the store's. */
    private static String meant(String key) {
        Optional<String> near = Similar.to(key, KEYS);
        if (near.isPresent()) {
            return Similar.hint(key, KEYS);
        }
        String last = last(key);
        List<String> same = KEYS.stream()
                .filter(one -> Similar.to(last, List.of(last(one))).isPresent())
                .toList();
        return same.size() == 1 ? " (did you mean '" + same.get(0) + "'?)" : "";
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static void refuse(Stream<String> faults) {
        String all = faults.sorted().collect(Collectors.joining("; "));
        if (!all.isEmpty()) {
            throw new ConfigurationException(all, null);
        }
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
