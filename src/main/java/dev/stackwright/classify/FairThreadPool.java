package dev.stackwright.classify;

import dev.stackwright.common.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Threads that requests share. Of those that have work waiting, the one that holds the fewest threads is next, of equals
 * the one whose turn was longest ago. Thread-safe; close it.
 *
 * <p>A pool that leaves room gives a request another thread only while it holds fewer than are free: one request alone
 * gets half of them, two get a third each, and one that comes new finds a free one, however slow the others' servers are
 * (dynamic thresholds with alpha = 1: Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998).
 */
final class FairThreadPool {

    /** Work of no group, which is not limited. */
    static final String NO_GROUP = "";

    private final int threads;
    private final boolean leavesRoom;
    private final int mostOfAGroup;
    private final ExecutorService pool;

    /** With work that waits. */
    private final Set<Share> waiting = new LinkedHashSet<>();

    private final Map<String, Integer> groups = new HashMap<>();
    private int running;
    private long turns;

    private record Work(String group, FutureTask<?> task) {}

    /**
     * @param name of the threads
     * @param threads 1 or more
     * @param mostOfAGroup how much work of one group, e.g. one host, runs at once, over all shares; 1 or more
     */
    FairThreadPool(String name, int threads, boolean leavesRoom, int mostOfAGroup) {
        this.threads = threads;
        this.leavesRoom = leavesRoom;
        this.mostOfAGroup = mostOfAGroup;
        this.pool = Executors.newFixedThreadPool(threads, Threads.daemons(name));
    }

    /** For one request; close it when it is answered. */
    Share share() {
        return new Share();
    }

    /** The work of one request. */
    final class Share implements AutoCloseable {

        private final Deque<Work> work = new ArrayDeque<>();
        private final Set<FutureTask<?>> begun = new HashSet<>();
        private long lastTurn;

        private Share() {}

        <T> Future<T> submit(String group, Callable<T> task) {
            FutureTask<T> future = new FutureTask<>(task);
            synchronized (FairThreadPool.this) {
                work.add(new Work(group, future));
                waiting.add(this);
                beginWhatMay();
            }
            return future;
        }

        /**
         * Drops what has not begun. What has begun is not waited for, nor interrupted: native code and the loading of
         * classes take no good from that; it asks for itself whether it is still wanted.
         */
        @Override
        public void close() {
            synchronized (FairThreadPool.this) {
                waiting.remove(this);
                work.forEach(dropped -> dropped.task().cancel(false));
                work.clear();
                begun.forEach(task -> task.cancel(false));
            }
        }

        private boolean mayBegin() {
            return begun.isEmpty() || !leavesRoom || begun.size() < threads - running;
        }

        private Optional<Work> next() {
            return work.stream()
                    .filter(next -> groups.getOrDefault(next.group(), 0) < mostOfAGroup)
                    .findFirst();
        }

        private void begin(Work next) {
            work.remove(next);
            if (work.isEmpty()) {
                waiting.remove(this);
            }
            begun.add(next.task());
            lastTurn = ++turns;
            running++;
            if (!next.group().equals(NO_GROUP)) {
                groups.merge(next.group(), 1, Integer::sum);
            }
            pool.execute(() -> run(next));
        }

        private void run(Work mine) {
            try {
                mine.task().run();
            } finally {
                synchronized (FairThreadPool.this) {
                    begun.remove(mine.task());
                    running--;
                    groups.computeIfPresent(mine.group(), (group, count) -> count == 1 ? null : count - 1);
                    beginWhatMay();
                }
            }
        }
    }

    private void beginWhatMay() {
        while (running < threads && !pool.isShutdown()) {
            Optional<Share> next = waiting.stream()
                    .filter(share -> share.mayBegin() && share.next().isPresent())
                    .min(Comparator.comparingInt((Share share) -> share.begun.size())
                            .thenComparingLong(share -> share.lastTurn));
            if (next.isEmpty()) {
                return;
            }
            next.get().begin(next.get().next().orElseThrow());
        }
    }

    /** Interrupts what runs, and waits for its end, at most for so long. */
    void close(Duration patience) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
