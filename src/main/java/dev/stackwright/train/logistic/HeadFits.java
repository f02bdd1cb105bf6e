package dev.stackwright.train.logistic;

import dev.stackwright.common.Cancellation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits of heads on groups of rows, such as folds, of which one is left out or none. Of few rows and labels the sums are made
 * here, of many the products of matrices are the engine's. Threads may share it; close it when none is at work on it.
 */
final class HeadFits implements AutoCloseable {

    /** No group is left out. */
    static final int NOTHING = -1;

    /** Rows · channels · columns from which on decomposing the features and copying to the engine and back pay. */
    static final long MANY = 1L << 24;

    private static final int MAX_ITERATIONS = 1000;

    private final FeatureMatrix features;
    private final int[] labels;
    private final List<int[]> groups;
    private final int classes;
    private final Cancellation cancellation;
    private final @Nullable PrincipalRows axes;

    /**
     * @param labels one for each row of {@code features}, 0 to classes − 1
     * @param groups rows, none in two
     * @param many from what number of products on they are the engine's, as {@link #MANY}
     */
    HeadFits(
            FeatureMatrix features,
            int[] labels,
            List<int[]> groups,
            int classes,
            Cancellation cancellation,
            long many) {
        this.features = features;
        this.labels = labels;
        this.groups = List.copyOf(groups);
        this.classes = classes;
        this.cancellation = cancellation;
        long rows = groups.stream().mapToLong(group -> group.length).sum();
        boolean engine = rows * features.channels() * HeadObjective.columns(classes) >= many;
        this.axes = engine ? new PrincipalRows(features, labels, groups) : null;
    }

    /** @param c inverse strength of the penalty, positive */
    HeadObjective without(int leftOut, double c) {
        if (axes != null) {
            return new ProductObjective(axes, labels, leftOut, classes, c);
        }
        int[] rows = IntStream.range(0, groups.size())
                .filter(group -> group != leftOut)
                .flatMap(group -> IntStream.of(groups.get(group)))
                .sorted()
                .toArray();
        return new LogisticObjective(new Rows(features, rows, labels), classes, c);
    }

    /**
     * The minimum, as far as it is found.
     *
     * @throws Cancellation.CancelledException on request, before the next value is computed
     */
    Lbfgs.Minimum minimise(HeadObjective objective, double[] start) {
        return new Lbfgs(objective.tolerance(), MAX_ITERATIONS, cancellation).minimise(objective, start);
    }

    /** Logits of one group's rows, in their order, at a point of any of the objectives made here. */
    Logits logits(HeadObjective objective, double[] point, int group) {
        return objective instanceof ProductObjective products
                ? products.logits(point, group, classes)
                : objective.head(point, classes).logits(features, groups.get(group));
    }

    @Override
    public void close() {
        if (axes != null) {
            axes.close();
        }
    }
}
