package dev.stackwright.app;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value made on the first call, and released on close if it was made. Thread-safe. */
final class Lazy<T> implements AutoCloseable {

    private final Supplier<T> make;
    private final Consumer<T> release;
    private @Nullable T made;
    private boolean closed;

    Lazy(Supplier<T> make, Consumer<T> release) {
        this.make = make;
        this.release = release;
    }

    /** @throws IllegalStateException once closed */
    synchronized T get() {
        if (closed) {
            throw new IllegalStateException("expected an open application, found one that was closed");
        }
        T present = made;
        if (present == null) {
            present = make.get();
            made = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        closed = true;
        T present = made;
        if (present != null) {
            release.accept(present);
            made = null;
        }
    }
}
