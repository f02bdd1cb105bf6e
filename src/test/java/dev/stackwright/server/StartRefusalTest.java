package dev.stackwright.server;

import static dev.stackwright.server.ApplicationLifecycle.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.ServerProcess;
import dev.stackwright.store.ObjectStore.StoreException;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a server prints that does not start, and the exit code of its process, as Quarkus' own start-up decides it. */
class StartRefusalTest {

    @Test
    void aServerThatCouldLetNobodyInEndsWithOneLine() {
        assertThat(ended(refusal(new ConfigurationException(Access.CLOSED, new IllegalStateException("deep")))))
                .isEqualTo("1 stackwright: " + Access.CLOSED);
    }

    @Test
    void aStoreThatCannotBeReachedEndsItWithOneLine() {
        assertThat(ended(refusal(new StoreException(
                        "nothing answers there.\n  Start the store.", new RuntimeException("deep")))))
                .isEqualTo("1 stackwright: nothing answers there. Start the store.");
    }

    @Test
    void aPortThatAnotherProgramHasEndsItWithOneLineThatKillsNobody() {
        assertThat(ended(new IllegalStateException(
                        new QuarkusBindException("127.0.0.1", 8080, new BindException("taken")))))
                .isEqualTo(
                        "1 stackwright: expected port 8080 of 127.0.0.1 to be free, found another program that listens"
                                + " there; choose another with --port (quarkus.http.port), or end that program");
    }

    private static String ended(RuntimeException why) {
        AtomicReference<String> ended = new AtomicReference<>("nothing");
        ApplicationLifecycleManager.run(
                new Refusing(why),
                null,
                (code, cause) ->
                        ended.set(code + " " + ServerProcess.line(cause).orElse("unforeseen")));
        return ended.get();
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
            throw new RuntimeException("Failed to start quarkus", why);
        }

        @Override
        protected void doStop() {}

        @Override
        public String getName() {
            return "refusing";
        }
    }
}
