package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.classify.ServedEntry.EnsembleHandle;
import dev.stackwright.common.Threads;
import dev.stackwright.ensemble.EnsembleName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The loading of an ensemble of which nothing is loaded yet, in a thread of its own, as requests cannot wait for ever. */
final class FirstLoad {

    /** After so long one who could not wait any longer may ask again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final EnsembleName name;
    private final CompletableFuture<EnsembleHandle> loaded = new CompletableFuture<>();

    FirstLoad(EnsembleName name) {
        this.name = name;
    }

    /** Loads on this thread. Never throws: what fails is told to those who wait. */
    void run(Supplier<EnsembleHandle> loading) {
        try {
            loaded.complete(loading.get());
        } catch (RuntimeException | Error e) {
            loaded.completeExceptionally(e);
        }
    }

    /**
     * The handle on what was loaded, for one caller, who closes it.
     *
     * @param deadline {@code null} to wait until it is loaded
     * @throws OverloadedException when it is still being loaded at the deadline
     * @throws RuntimeException what the loading failed with
     */
    EnsembleHandle handle(@Nullable Deadline deadline) {
        try {
            return await(deadline);
        } catch (OverloadedException late) {
            var unused = loaded.thenAccept(EnsembleHandle::close);
            throw late;
        }
    }

    /** As {@link #handle}, for those who get a handle of their own afterwards. */
    EnsembleHandle await(@Nullable Deadline deadline) {
        try {
            if (deadline != null && !isOver(deadline)) {
                throw new OverloadedException(
                        "expected ensemble " + name + " to be loaded within "
                                + deadline.whole().toMillis()
                                + " ms, found that it takes longer; it goes on being loaded:"
                                + " try again, or have it loaded at the start with stackwright.classify.warm=" + name,
                        AGAIN);
            }
            return Threads.result(loaded, "ensemble " + name + " could not be loaded");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ensemble " + name + " was loaded", e);
        }
    }

    /** Waits; whether it ended in time, well or not. */
    private boolean isOver(Deadline deadline) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        var unused = loaded.whenComplete((handle, failure) -> over.countDown());
        return over.await(deadline.left(), TimeUnit.NANOSECONDS);
    }
}
