package dev.stackwright.server;

import static dev.stackwright.server.ApplicationLifecycle.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.access.Role;
import dev.stackwright.app.Configuration;
import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.ServerProcess;
import dev.stackwright.app.Stackwright;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.store.ObjectStore.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server prints that does not start, and the exit code of its process, as Quarkus' own start-up decides it. */
class StartRefusalTest {

    @Test
    void aServerThatCouldLetNobodyInEndsWithOneLine() {
        assertThat(ended(refusal(new ConfigurationException(Access.CLOSED, new IllegalStateException("deep")))))
                .isEqualTo("1 stackwright: " + Access.CLOSED);
    }

    /** As {@code serve --host 0.0.0.0} starts, but for what Quarkus does around it. */
    @Test
    void aServerBeyondLoopbackStartsOnlyOnceThereIsAKey(@TempDir Path folder) {
        Properties settings = new Properties();
        settings.put("stackwright.data-directory", folder.resolve("data").toString());
        settings.put("stackwright.cache-directory", folder.resolve("cache").toString());
        settings.put("stackwright.gpu", "off");
        StackwrightConfig config = Configuration.load(Map.of(), settings, folder, folder);
        ApplicationLifecycle lifecycle = new ApplicationLifecycle();
        Access access = new Access("0.0.0.0", false, config);
        try (Stackwright house = lifecycle.open(config, new SimpleMeterRegistry(), OpenTelemetry.noop())) {
            RuntimeException refused = catchThrowableOfType(
                    RuntimeException.class,
                    () -> lifecycle.start(new StartupEvent(), house, access, new SimpleMeterRegistry()));
            assertThat(ended(refused))
                    .startsWith("1 stackwright: expected a key or tokens")
                    .contains("found none", "stackwright keys add", "quarkus.oidc", "stackwright.http.auth=none");
            house.keys().add("web shop", List.of(Role.CLASSIFY));
            lifecycle.start(new StartupEvent(), house, access, new SimpleMeterRegistry());
            lifecycle.stop(new ShutdownEvent(), house);
        }
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
