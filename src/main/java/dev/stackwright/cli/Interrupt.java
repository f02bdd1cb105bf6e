package dev.stackwright.cli;

import dev.stackwright.common.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Makes Ctrl-C a request to stop: the JVM waits until the work has stopped cleanly, for a while. */
final class Interrupt {

    /** After this the JVM ends anyway; a store that is told nothing sees a run that died and can be resumed. */
    private static final long PATIENCE_SECONDS = 60;

    private Interrupt() {}

    /** Does {@code work}, which is asked to stop when the JVM is. */
    static <T> T during(Function<Cancellation, T> work) {
        AtomicBoolean asked = new AtomicBoolean();
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    asked.set(true);
                    await(over);
                },
                "cancel");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.apply(asked::get);
        } finally {
            over.countDown();
            forget(hook);
        }
    }

    private static void await(CountDownLatch over) {
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("stackwright: the work did not stop in time; ending without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is what is running
        }
    }
}
