package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stackwright.cli.Errors.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DemoServerTest {

    /** Answers its readiness as Quarkus does, until it is asked to stop. */
    private static final class ReadyServer implements CommandContext.Server {
        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public void run(Map<String, String> settings) {
            try {
                HttpServer http = HttpServer.create(
                        new InetSocketAddress(
                                settings.get("quarkus.http.host"), Integer.parseInt(settings.get("quarkus.http.port"))),
                        0);
                http.createContext("/q/health/ready", exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                http.start();
                asked.await();
                http.stop(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            asked.countDown();
        }
    }

    @Test
    void itIsReadyOnceStartedAndGoneOnceClosed() {
        Api api;
        try (DemoServer server = DemoServer.start(new ReadyServer(), Map.of("a", "b"), null)) {
            api = server.api();
            assertThat(api.ready()).isTrue();
            assertThat(api.address("/classify").getHost()).isEqualTo("127.0.0.1");
        }
        assertThat(api.ready()).isFalse();
    }

    @Test
    void portZeroIsAnyThatIsFree() {
        try (DemoServer server = DemoServer.start(new ReadyServer(), Map.of(), 0)) {
            assertThat(server.api().ready()).isTrue();
            assertThat(server.api().address("/").getPort()).isPositive();
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        CommandContext.Server broken = new CommandContext.Server() {
            @Override
            public void run(Map<String, String> settings) {
                throw new IllegalArgumentException("stackwright.store.bucket: expected a bucket, found ''");
            }

            @Override
            public void stop() {}
        };
        assertThatThrownBy(() -> DemoServer.start(broken, Map.of(), null))
                .isInstanceOf(CommandException.class)
                .hasMessage("the server ended before it was ready:"
                        + " stackwright.store.bucket: expected a bucket, found ''");
    }
}
