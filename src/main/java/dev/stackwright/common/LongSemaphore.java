package dev.stackwright.common;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A fair semaphore of amounts that need not fit an int, such as bytes or pixels. One who wants more than there is gets all
 * of it, and has it alone. Thread-safe.
 */
public final class LongSemaphore {

    private final long unit;
    private final int all;
    private final Semaphore free;

    /**
     * @param amount of all together, 1 or more
     * @param unit what one permit stands for, 1 or more: amounts are rounded up to it
     */
    public LongSemaphore(long amount, long unit) {
        this.unit = unit;
        this.all = units(amount);
        this.free = new Semaphore(all, true);
    }

    /** Without waiting, also before those who wait. */
    public boolean tryAcquire(long amount) {
        return free.tryAcquire(wanted(amount));
    }

    /**
     * Waits in line, but no longer than asked.
     *
     * @param nanos how long to wait; not at all where 0
     */
    public boolean tryAcquire(long amount, long nanos) throws InterruptedException {
        return free.tryAcquire(wanted(amount), nanos, TimeUnit.NANOSECONDS);
    }

    public void acquireUninterruptibly(long amount) {
        free.acquireUninterruptibly(wanted(amount));
    }

    /**
     * Gives back.
     *
     * @param amount as it was acquired
     */
    public void release(long amount) {
        free.release(wanted(amount));
    }

    private int wanted(long amount) {
        return Math.min(all, units(amount));
    }

    private int units(long amount) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (amount - 1) / unit + 1));
    }
}
