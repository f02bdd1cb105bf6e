package dev.stackwright.train.data;

import dev.stackwright.common.Threads;
import dev.stackwright.train.TrainingException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches in their order, the next one put together by another thread while the caller computes with the last. One is
 * ahead, no more. For one thread; close it, which waits for the one under way.
 */
public final class PrefetchedBatches<T> implements AutoCloseable {

    private final Iterator<int[]> waiting;
    private final Function<int[], T> load;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.daemons("batch"));
    private @Nullable Future<T> ahead;

    /**
     * @param batches rows of each
     * @param load puts one together; what it throws is thrown by {@link #next} when that batch's turn comes
     */
    public PrefetchedBatches(List<int[]> batches, Function<int[], T> load) {
        this.waiting = batches.iterator();
        this.load = load;
        start();
    }

    /** Whether there is a {@link #next}. */
    public boolean hasNext() {
        return ahead != null;
    }

    /** The next batch, waited for where it is not complete. */
    public T next() {
        Future<T> due = ahead;
        if (due == null) {
            throw new IllegalStateException("expected another batch, found none");
        }
        try {
            T batch = Threads.result(due, "a batch could not be put together");
            start();
            return batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("interrupted while waiting for a batch", e);
        }
    }

    private void start() {
        ahead = null;
        if (waiting.hasNext()) {
            int[] rows = waiting.next();
            ahead = thread.submit(() -> load.apply(rows));
        }
    }

    /** Never interrupts: that would close the file that the batch is read from, for all its readers. */
    @Override
    public void close() {
        thread.shutdown();
        Threads.ended(thread);
    }
}
