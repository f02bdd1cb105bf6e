package dev.stackwright.network;

import java.util.Locale;

/** In what numbers a step of training convolves; weights, loss, optimiser and answers are float32 in each. */
public enum Precision {
    /** {@link #MIXED} where a processor multiplies bfloat16 itself and the network is known to gain by it, else float32. */
    AUTO,
    FLOAT32,
    /** Convolutions and what lies between them in bfloat16. */
    MIXED;

    /** As requests name it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
