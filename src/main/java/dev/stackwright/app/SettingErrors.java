package dev.stackwright.app;

import dev.stackwright.common.Similar;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with settings, for people: the key, what was found and where, what was expected, what to do. Pure. */
final class SettingErrors {

    private static final Pattern KEY = Pattern.compile("stackwright(\\.[a-zA-Z0-9\\-\"\\[\\]]+)+");
    private static final Set<String> TRUTHS = Set.of("true", "false");

    /** Key → the method that reads it. */
    private static final Map<String, Method> KEYS = new TreeMap<>();

    static {
        collect("stackwright", StackwrightConfig.class);
    }

    private SettingErrors() {}

    /** Every key, {@code stackwright.store.bucket}. */
    static Set<String> keys() {
        return Collections.unmodifiableSet(KEYS.keySet());
    }

    /**
     * What did not fit the settings' types, each problem once.
     *
     * @param found what was set for a key, and where
     */
    static String of(ConfigValidationException failure, Function<String, ConfigValue> found) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < failure.getProblemCount(); i++) {
            String message = failure.getProblem(i).getMessage();
            Matcher key = KEY.matcher(message);
            problems.add(key.find() ? of(key.group(), found) : message);
        }
        return problems.stream().distinct().collect(Collectors.joining("; "));
    }

    /** The first setting that has to be true or false and is neither; SmallRye takes whatever it does not know as false. */
    static Optional<String> neitherTrueNorFalse(Function<String, ConfigValue> found) {
        return KEYS.entrySet().stream()
                .filter(setting -> setting.getValue().getReturnType() == boolean.class)
                .filter(setting -> {
                    String value = found.apply(setting.getKey()).getValue();
                    return value != null && !TRUTHS.contains(value.toLowerCase(Locale.ROOT));
                })
                .map(setting -> of(setting.getKey(), found))
                .findFirst();
    }

    private static String of(String key, Function<String, ConfigValue> found) {
        Method setting = KEYS.get(key);
        if (setting == null) {
            return key + ": there is no such setting" + Similar.hint(key, KEYS.keySet())
                    + "; docs/configuration.md lists all. Remove it" + where(found.apply(key));
        }
        ConfigValue value = found.apply(key);
        WithDefault usual = setting.getAnnotation(WithDefault.class);
        return key + ": expected " + expected(setting.getGenericReturnType()) + ", found "
                + (value.getValue() == null || value.getValue().isEmpty() ? "nothing" : "'" + value.getValue() + "'")
                + where(value) + "; change it, or remove it"
                + (usual == null ? "" : ", then it is " + usual.value());
    }

    private static String where(ConfigValue value) {
        @Nullable String source = value.getConfigSourceName();
        if (source == null) {
            return "";
        }
        Matcher file = Pattern.compile("source=(file:[^\\]]*)").matcher(source);
        if (file.find()) {
            return " in " + Path.of(URI.create(file.group(1)));
        }
        return source.startsWith("EnvConfigSource")
                ? " in the environment variable " + SettingNames.variable(value.getName())
                : "";
    }

    /** The form of a value, for people. */
    private static String expected(Type type) {
        if (type instanceof ParameterizedType of) {
            Type inner = of.getActualTypeArguments()[0];
            return of.getRawType() == List.class ? "one value or more, separated by commas" : expected(inner);
        }
        if (type == Duration.class) {
            return "a time such as 500ms, 10s or 2m";
        }
        if (type == MemorySize.class) {
            return "a size such as 512K, 20M or 4G";
        }
        if (type == int.class || type == OptionalInt.class) {
            return "a whole number up to " + Integer.MAX_VALUE;
        }
        if (type == long.class) {
            return "a whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == URI.class) {
            return "an address such as http://localhost:9000";
        }
        if (type == Path.class) {
            return "the path of a folder";
        }
        if (type instanceof Class<?> one && one.isEnum()) {
            return Arrays.stream(one.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.collectingAndThen(
                            Collectors.toList(), names -> "one of " + String.join(", ", names)));
        }
        return "a text";
    }

    private static void collect(String prefix, Class<?> group) {
        for (Method method : group.getDeclaredMethods()) {
            if (method.isSynthetic()) {
                continue;
            }
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Class<?> type = method.getReturnType();
            if (type.isInterface() && type.getEnclosingClass() == StackwrightConfig.class) {
                collect(key, type);
            } else {
                KEYS.put(key, method);
            }
        }
    }
}
