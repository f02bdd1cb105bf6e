package dev.stackwright.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A server on loopback that reads each request's head and then does what the test says with the connection, which it
 * closes afterwards.
 */
final class ScriptedServer implements AutoCloseable {

    /** One connection; ends it by returning. */
    @FunctionalInterface
    interface Script {
        void serve(Connection connection) throws IOException, InterruptedException;
    }

    /** What the test does with a connection. */
    record Connection(int number, InputStream in, OutputStream out, ScriptedServer server) {

        /** The next request's first line; empty where the client has hung up. */
        String request() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            server.heads.add(head.toString());
            return head.substring(0, head.indexOf("\r\n"));
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void ok(String body) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        /** Sends until the client hangs up, and tells that it did. */
        void sendUntilGone(byte[] block) {
            try {
                while (true) {
                    out.write(block);
                }
            } catch (IOException e) {
                server.gone.countDown();
            }
        }

        /** Waits until the client hangs up, and tells that it did. */
        void awaitGone() throws IOException {
            while (in.read() >= 0) {
                // nothing more is expected
            }
            server.gone.countDown();
        }
    }

    private final ServerSocket socket;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final List<String> heads = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> accept(script));
    }

    private void accept(Script script) {
        for (int number = 1; !socket.isClosed(); number++) {
            try {
                Socket connection = socket.accept();
                int mine = number;
                daemon(() -> serve(script, mine, connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, int number, Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            script.serve(new Connection(number, connection.getInputStream(), connection.getOutputStream(), this));
        } catch (IOException e) {
            gone.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The head of each request, whole. */
    List<String> heads() {
        return heads;
    }

    /** Returns when a client has hung up. */
    void awaitGone() throws InterruptedException {
        gone.await();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
