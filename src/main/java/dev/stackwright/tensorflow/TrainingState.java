package dev.stackwright.tensorflow;

import dev.stackwright.network.FloatArray;
import java.util.Map;

/**
 * Where training can go on from: every variable and what the optimiser remembers, by name.
 *
 * @param steps that were made
 */
public record TrainingState(long steps, Map<String, FloatArray> values) {

    public TrainingState {
        values = Map.copyOf(values);
    }

    FloatArray named(String variable) {
        FloatArray found = values.get(variable);
        if (found == null) {
            throw new IllegalArgumentException(
                    "expected a state with " + variable + ", found one with " + values.keySet());
        }
        return found;
    }
}
