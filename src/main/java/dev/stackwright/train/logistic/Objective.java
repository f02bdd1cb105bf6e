package dev.stackwright.train.logistic;

/** A smooth function to be minimised. */
@FunctionalInterface
interface Objective {

    /** The value at {@code point}; writes the gradient into {@code gradient}, whatever it held. */
    double valueAndGradient(double[] point, double[] gradient);
}
