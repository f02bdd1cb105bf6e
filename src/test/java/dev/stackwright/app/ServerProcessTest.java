package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ChildJvm;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

    @Test
    void aCommandWhoseServerWasStoppedEndsWithItsOwnExitCode() throws Exception {
        Process process =
                ChildJvm.of(List.of(), Stopping.class).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(output).isEqualTo(Stopping.OWN_CODE);
    }

    /** As the demo does: serves in a thread, stops the server, waits for the thread, and ends with a code of its own. */
    static final class Stopping extends Application {

        static final int OWN_CODE = 7;

        private final CountDownLatch started;

        private Stopping(CountDownLatch started) {
            super(false);
            this.started = started;
        }

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            Thread server = new Thread(
                    () -> ApplicationLifecycleManager.run(new Stopping(started), null, ServerProcess::ended));
            server.start();
            started.await();
            Quarkus.asyncExit(0);
            server.join();
            System.exit(OWN_CODE);
        }

        @Override
        protected void doStart(String[] args) {
            started.countDown();
        }

        @Override
        protected void doStop() {}

        @Override
        public String getName() {
            return "stopping";
        }
    }
}
