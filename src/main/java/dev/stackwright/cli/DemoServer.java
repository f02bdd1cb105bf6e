package dev.stackwright.cli;

import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The server of the demo: in this process, on loopback. Close it to stop it. */
final class DemoServer implements AutoCloseable {

    private static final int USUAL_PORT = 8080;
    private static final long PAUSE_MILLIS = 100;
    private static final int MOST_LOOKS = 600;

    private final Thread thread;
    private final Api api;
    private final CommandContext.Server server;

    private DemoServer(Thread thread, Api api, CommandContext.Server server) {
        this.thread = thread;
        this.api = api;
        this.server = server;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param port the one to listen on; {@code null} for 8080, or a free one where that is taken; 0 for a free one
     */
    static DemoServer start(CommandContext.Server server, Map<String, String> settings, @Nullable Integer port) {
        int chosen = port == null ? usualOrFreePort() : port == 0 ? freePort() : port;
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(chosen));
        all.putIfAbsent("quarkus.log.level", "WARN");
        all.putIfAbsent("stackwright.watch.enabled", "on");
        all.putIfAbsent("stackwright.watch.interval", "1s");
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = Threads.daemon("server", () -> server.run(all));
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        DemoServer started = new DemoServer(thread, new Api(URI.create("http://127.0.0.1:" + chosen)), server);
        started.awaitReady(failure);
        return started;
    }

    Api api() {
        return api;
    }

    /** Returns when the server has stopped, e.g. by Ctrl-C. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop();
        join();
    }

    private void awaitReady(AtomicReference<@Nullable Throwable> failure) {
        try {
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                if (api.ready()) {
                    return;
                }
                if (!thread.isAlive()) {
                    Throwable cause = failure.get();
                    String why = cause == null ? "" : ": " + Errors.line(cause);
                    throw new CommandException("the server ended before it was ready" + why, cause);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CommandException("the server was not ready within a minute; 'stackwright serve' shows its log");
    }

    private static int usualOrFreePort() {
        try (ServerSocket socket = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            return freePort();
        }
    }

    /** The server and those who call it have to agree on one beforehand. */
    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new CommandException("no port on loopback is free: " + e.getMessage(), e);
        }
    }
}
