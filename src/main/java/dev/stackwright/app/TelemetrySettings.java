package dev.stackwright.app;

import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What the standard variables of OpenTelemetry mean to Quarkus, which has the same settings under keys of its own
 * (OpenTelemetry Environment Variable Specification: {@code OTEL_SERVICE_NAME} is {@code quarkus.otel.service.name}). Nothing
 * is sent unless an endpoint is named. Pure.
 */
final class TelemetrySettings {

    /** Weaker than settings files, so that those may still differ. */
    private static final int ORDINAL = 260;

    private static final String STANDARD = "OTEL_";
    private static final String KEYS = "quarkus.otel.";
    private static final String ENDPOINT = KEYS + "exporter.otlp.endpoint";
    private static final String DISABLED = KEYS + "sdk.disabled";

    /** Decided when the program is built. */
    private static final Pattern BUILT_IN = Pattern.compile("OTEL_(TRACES|METRICS|LOGS)_EXPORTER|OTEL_PROPAGATORS");

    /** Numbers are milliseconds, and would be taken for seconds. */
    private static final Pattern MILLISECONDS = Pattern.compile(".*_(TIMEOUT|DELAY|INTERVAL)");

    private TelemetrySettings() {}

    /** @param isSet whether a key of Quarkus has a value from elsewhere than the environment */
    static ConfigSource source(Map<String, String> environment, Predicate<String> isSet) {
        return new PropertiesConfigSource(of(environment, isSet), "OpenTelemetry's variables", ORDINAL);
    }

    static Map<String, String> of(Map<String, String> environment, Predicate<String> isSet) {
        Map<String, String> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(STANDARD) && !BUILT_IN.matcher(name).matches() && !value.isBlank()) {
                boolean number = MILLISECONDS.matcher(name).matches() && value.matches("\\d+");
                settings.put(key(name), number ? value + "ms" : value);
            }
        });
        boolean named = settings.containsKey(ENDPOINT)
                || environment.containsKey("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT")
                || isSet.test(ENDPOINT);
        settings.put(DISABLED, named ? settings.getOrDefault(DISABLED, "false") : "true");
        return settings;
    }

    private static String key(String name) {
        return KEYS + name.substring(STANDARD.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
