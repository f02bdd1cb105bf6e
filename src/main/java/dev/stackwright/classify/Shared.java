package dev.stackwright.classify;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What several hold at once, with the count of them. The last one to let go closes it. Thread-safe. */
final class Shared<T> {

    private final T value;
    private final Consumer<T> close;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Held once, by the caller. */
    Shared(T value, Consumer<T> close) {
        this.value = value;
        this.close = close;
    }

    T value() {
        return value;
    }

    /** How many hold it besides the first one. */
    int others() {
        return Math.max(0, holders.get() - 1);
    }

    /** Only while the caller knows that another one holds it. */
    Shared<T> hold() {
        holders.incrementAndGet();
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            close.accept(value);
        }
    }
}
