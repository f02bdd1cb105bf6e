package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import java.util.stream.IntStream;

/** The article's stack as the article fits it: on the rows that the members were trained on, inputs as they come. */
public final class ArticleStack {

    /** The article's own number, whatever the members were trained for: fewer leave it near its random start. */
    private static final int EPOCHS = 20;

    private ArticleStack() {}

    public static Stack.Dense fit(StackInputs outputs, int[] labels, long seed) {
        int[] all = IntStream.range(0, outputs.rows()).toArray();
        return new DenseFit(EPOCHS, false).fit(outputs, labels, all, seed);
    }
}
