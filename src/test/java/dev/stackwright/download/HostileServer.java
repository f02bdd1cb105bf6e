package dev.stackwright.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server on loopback that does by path what no honest server does, and counts the bytes that its clients took. Attacks
 * without an end go on until the client hangs up or the server is closed.
 */
public final class HostileServer implements AutoCloseable {

    /** What is done after the head of a request came; the connection is closed afterwards. */
    @FunctionalInterface
    public interface Attack {
        void on(Victim victim) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final Map<String, Attack> attacks = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> taken = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public HostileServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** One connection. */
    public final class Victim {

        private final OutputStream out;
        private final AtomicLong count;

        private Victim(OutputStream out, AtomicLong count) {
            this.out = out;
            this.count = count;
        }

        public Victim send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public Victim send(byte[] bytes) throws IOException {
            count.addAndGet(bytes.length);
            out.write(bytes);
            out.flush();
            return this;
        }

        /** The same for ever. */
        public void flood(String text) throws IOException {
            byte[] block = text.repeat(1 + 8192 / text.length()).getBytes(StandardCharsets.ISO_8859_1);
            while (closed.getCount() > 0) {
                send(block);
            }
        }

        /** A byte now and then, each of which begins a socket's timeout anew. */
        public void drip(String text) throws IOException, InterruptedException {
            while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                send(text);
            }
        }

        /** Says nothing more. */
        public void keepSilent() throws InterruptedException {
            closed.await();
        }
    }

    /** The url that does so. */
    public String url(String name, Attack attack) {
        attacks.put("/" + name, attack);
        return "http://127.0.0.1:" + socket.getLocalPort() + "/" + name;
    }

    /** What went out for this url; part of it may never have been read. */
    public long taken(String name) {
        AtomicLong bytes = taken.get("/" + name);
        return bytes == null ? 0 : bytes.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                // what lies in buffers would count as read
                connection.setSendBufferSize(8 << 10);
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            String path = path(connection.getInputStream());
            Attack attack = attacks.get(path);
            if (attack != null) {
                attack.on(new Victim(connection.getOutputStream(), taken.computeIfAbsent(path, p -> new AtomicLong())));
            }
        } catch (IOException e) {
            // the client has hung up, as it should
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a plain request; of a client that speaks TLS, {@code /tls}, once it has begun. */
    private static String path(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            if (head.size() == 1 && next == 0x16) {
                return "/tls";
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1).split(" ", 3)[1];
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
