package dev.stackwright.train.metrics;

import java.math.BigDecimal;
import java.math.MathContext;

/** Figures for people: six significant digits, so that the last bits of parallel float sums do not show. */
public final class Figure {

    private static final MathContext DIGITS = new MathContext(6);

    private Figure() {}

    /** {@code value} must be finite. */
    public static double of(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
