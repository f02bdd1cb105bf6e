package dev.stackwright.cli;

import dev.stackwright.run.RunPlanner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The option {@code --weights}: random ones are asked for in the request, all others are a setting. */
final class Weights {

    static final String RANDOM = RunPlanner.RANDOM_WEIGHTS;

    static final String OFFICIAL = "official";

    private Weights() {}

    static Map<String, String> settings(Map<String, String> base, @Nullable String weights) {
        if (weights == null || weights.equals(RANDOM)) {
            return base;
        }
        Map<String, String> all = new LinkedHashMap<>(base);
        all.put("stackwright.weights", weights.equals(OFFICIAL) ? weights : Formats.absolute(weights));
        return all;
    }
}
