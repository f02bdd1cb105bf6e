package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/configuration.md against the settings that there are. */
class SettingsDocumentTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(stackwright\\.[a-z.-]+)` \\| `?([^|`]*?)`? \\|");

    @Test
    void everyKeyHasARowAndEveryRowIsAKey() throws IOException {
        assertThat(rows().keySet()).isEqualTo(keys().keySet()).hasSizeGreaterThan(10);
        assertThat(SettingErrors.keys())
                .as("names that slips are compared with")
                .isEqualTo(keys().keySet());
    }

    @Test
    void everyDefaultIsTheOneThatIsDocumented() throws IOException {
        Map<String, String> rows = rows();
        keys().forEach((key, value) -> {
            if (!value.isEmpty()) {
                assertThat(rows.get(key)).as(key).isEqualTo(value);
            }
        });
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .toList()) {
            rows.put(row.group(1), row.group(2));
        }
        return rows;
    }

    /** Key → declared default, empty where there is none. */
    private static Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        collect("stackwright", StackwrightConfig.class, keys);
        return keys;
    }

    private static void collect(String prefix, Class<?> group, Map<String, String> keys) {
        Method[] methods = group.getDeclaredMethods();
        java.util.Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            if (method.isSynthetic()) {
                continue;
            }
            assertThat(method.isAnnotationPresent(WithName.class)).isFalse();
            String key = prefix + "." + kebab(method.getName());
            if (method.getReturnType().isInterface()
                    && method.getReturnType().getEnclosingClass() == StackwrightConfig.class) {
                collect(key, method.getReturnType(), keys);
            } else {
                WithDefault value = method.getAnnotation(WithDefault.class);
                keys.put(key, value == null ? "" : value.value());
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
