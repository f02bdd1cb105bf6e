package dev.stackwright.prediction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The divisor of logits before softmax (Guo et al., On Calibration of Modern Neural Networks, ICML 2017); positive. */
public record Temperature(@JsonValue double value) {

    /** Leaves logits as they are. */
    public static final Temperature NEUTRAL = new Temperature(1);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Temperature {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("expected a positive, finite temperature, found " + value);
        }
    }
}
