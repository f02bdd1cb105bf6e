package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.store.ObjectStore.StoreException;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What a server prints that does not start, and the exit code of its process, as Quarkus' own start-up decides it. */
class StartRefusalTest {

    @Test
    void aServerThatCouldLetNobodyInEndsWithOneLine() {
        assertThat(ended(new ConfigurationException(Access.CLOSED, new IllegalStateException("deep"))))
                .isEqualTo("1 stackwright: " + Access.CLOSED);
    }

    @Test
    void aStoreThatCannotBeReachedEndsItWithOneLine() {
        assertThat(ended(
                        new StoreException("nothing answers there.\n  Start the store.", new RuntimeException("deep"))))
                .isEqualTo("1 stackwright: nothing answers there. Start the store.");
    }

    private static String ended(RuntimeException why) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        AtomicInteger code = new AtomicInteger(-1);
        BiConsumer<Integer, Throwable> handler = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        // given as the default: with a handler of its own, Quarkus prints nothing
        ApplicationLifecycleManager.setDefaultExitCodeHandler((exit, cause) -> code.set(exit));
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            ApplicationLifecycleManager.run(new Refusing(why));
        } finally {
            System.setErr(before);
            ApplicationLifecycleManager.setDefaultExitCodeHandler(handler);
        }
        return code + " " + printed.toString(StandardCharsets.UTF_8).strip();
    }

    /** An application whose start fails as a generated one does: with the reason below an exception of its own. */
    private static final class Refusing extends Application {

        private final RuntimeException why;

        Refusing(RuntimeException why) {
            super(false);
            this.why = why;
        }

        @Override
        protected void doStart(String[] args) {
            throw new RuntimeException("Failed to start quarkus", ApplicationLifecycle.refusal(why));
        }

        @Override
        protected void doStop() {}

        @Override
        public String getName() {
            return "refusing";
        }
    }
}
