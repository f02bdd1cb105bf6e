package dev.stackwright.train.logistic;

import dev.stackwright.common.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS for smooth convex functions: two-loop recursion (Nocedal and Wright, Numerical Optimization, 2nd
 * edition, algorithm 7.4) with the bisecting weak Wolfe line search of Lewis and Overton (Nonsmooth optimization via
 * quasi-Newton methods, 2013, algorithm 4.6), which needs no interpolation and keeps curvature positive.
 *
 * <p>Single-threaded and free of randomness: the same function and start give the same bits.
 *
 * @param tolerance stops when no component of the gradient exceeds this share of the largest at the origin: what is small
 *     depends on the function's scale
 * @param maxIterations stops then at the latest, with the best point so far
 * @param cancellation asked before each value
 */
record Lbfgs(double tolerance, int maxIterations, Cancellation cancellation) {

    private static final int MEMORY = 10;
    private static final int MAX_BISECTIONS = 60;
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final double[] NONE = {};

    /** A smooth function to be minimised. */
    @FunctionalInterface
    interface Objective {

        /** The value at {@code point}; writes the gradient into {@code gradient}, whatever it held. */
        double valueAndGradient(double[] point, double[] gradient);

        /**
         * What is known of the second derivative along each axis, positive: steps are divided by it before anything is
         * learnt; empty where nothing is known.
         */
        default double[] curvature() {
            return NONE;
        }

        /** The share of a value by which rounding may make it seem larger than it is. */
        default double rounding() {
            return 0;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    private record Pair(double[] step, double[] change, double rho) {}

    /**
     * Where it ended.
     *
     * @param gradient the largest component there, as a share of the largest at the origin; above the tolerance where no
     *     step made the value less, or too many were needed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Minimum(double[] point, double value, int iterations, double gradient) {}

    Minimum minimise(Objective objective, double[] start) {
        double[] atOrigin = new double[start.length];
        objective.valueAndGradient(new double[start.length], atOrigin);
        double scale = largest(atOrigin);
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = objective.valueAndGradient(point, gradient);
        double[] curvature = objective.curvature();
        Deque<Pair> memory = new ArrayDeque<>();
        int iteration = 0;
        while (iteration < maxIterations && largest(gradient) > tolerance * scale) {
            double[] direction = direction(gradient, memory, curvature);
            double slope = dot(direction, gradient);
            double first = memory.isEmpty() && curvature.length == 0 ? 1 / Math.max(1, norm(gradient)) : 1;
            Search search = new Search(objective, cancellation, point, value, direction, slope);
            if (!search.from(first)) {
                if (memory.isEmpty()) {
                    break;
                }
                // what was remembered of the curvature may lead astray: once more down the gradient
                memory.clear();
                continue;
            }
            remember(memory, point, gradient, search);
            point = search.trial;
            gradient = search.trialGradient;
            value = search.trialValue;
            iteration++;
        }
        return new Minimum(point, value, iteration, scale == 0 ? 0 : largest(gradient) / scale);
    }

    private static double[] direction(double[] gradient, Deque<Pair> memory, double[] curvature) {
        double[] q = gradient.clone();
        double[] alphas = new double[memory.size()];
        int i = 0;
        for (Pair pair : memory) {
            alphas[i] = pair.rho * dot(pair.step, q);
            add(q, -alphas[i], pair.change);
            i++;
        }
        Pair newest = memory.peekFirst();
        double scale = newest == null ? 1 : 1 / (newest.rho * dot(newest.change, divided(newest.change, curvature)));
        q = divided(q, curvature);
        scale(q, scale);
        for (Iterator<Pair> oldestFirst = memory.descendingIterator(); oldestFirst.hasNext(); ) {
            i--;
            Pair pair = oldestFirst.next();
            add(q, alphas[i] - pair.rho * dot(pair.change, q), pair.step);
        }
        scale(q, -1);
        return q;
    }

    private static void remember(Deque<Pair> memory, double[] point, double[] gradient, Search search) {
        double[] step = difference(search.trial, point);
        double[] change = difference(search.trialGradient, gradient);
        double curvature = dot(step, change);
        if (curvature > 0) {
            memory.addFirst(new Pair(step, change, 1 / curvature));
            if (memory.size() > MEMORY) {
                memory.removeLast();
            }
        }
    }

    /** One line search; holds the accepted trial. */
    private static final class Search {

        private final Objective objective;
        private final Cancellation cancellation;
        private final double[] point;
        private final double value;
        private final double[] direction;
        private final double slope;
        private double[] trial;
        private double[] trialGradient;
        private double trialValue;

        Search(
                Objective objective,
                Cancellation cancellation,
                double[] point,
                double value,
                double[] direction,
                double slope) {
            this.objective = objective;
            this.cancellation = cancellation;
            this.point = point;
            this.value = value;
            this.direction = direction;
            this.slope = slope;
            this.trial = point;
            this.trialGradient = new double[point.length];
        }

        /** True when a step was found that decreases the value, as far as rounding lets one see. */
        boolean from(double first) {
            double rounding = objective.rounding() * Math.abs(value);
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double size = first;
            for (int i = 0; i < MAX_BISECTIONS && slope < 0; i++) {
                cancellation.throwIfRequested();
                trial = point.clone();
                add(trial, size, direction);
                trialValue = objective.valueAndGradient(trial, trialGradient);
                if (!(trialValue <= value + rounding + DECREASE * size * slope)) {
                    high = size;
                } else if (dot(trialGradient, direction) < CURVATURE * slope) {
                    low = size;
                } else {
                    return trialValue < value + rounding;
                }
                size = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
            }
            return false;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] divided(double[] a, double[] b) {
        if (b.length == 0) {
            return a;
        }
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] / b[i];
        }
        return out;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double largest(double[] a) {
        double largest = 0;
        for (double v : a) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    /** a += factor · b. */
    private static void add(double[] a, double factor, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    private static void scale(double[] a, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }
}
