package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What docs/configuration.md promises of heads and connections, over real sockets. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class ConnectionLimitsTest {

    private static final int MOST = 512;

    @Test
    void aHeadOfMoreThan20KilobytesIsRefused() throws IOException {
        try (Socket one = connection();
                Socket other = connection()) {
            assertThat(answer(one, "X-Long: " + "a".repeat(15_000) + "\r\n")).contains("HTTP/1.1 200 OK");
            assertThat(answer(other, "X-Long: " + "a".repeat(21_000) + "\r\n"))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 431 "));
        }
    }

    @Test
    void connectionsBeyond512AreClosedAndTakenAgainOnceOthersHaveEnded() throws IOException {
        Deque<Socket> open = new ArrayDeque<>();
        try {
            Optional<String> last = Optional.of("");
            while (last.isPresent() && open.size() <= MOST) {
                Socket next = connection();
                open.push(next);
                last = answer(next, "");
            }
            assertThat(last).as("the answer on connection %s", open.size()).isEmpty();
            // clients of other tests may keep some
            assertThat(open.size()).isBetween(MOST - 64, MOST + 1);
            open.pop().close();
            open.pop().close();
            Optional<String> again = Optional.empty();
            // the server learns of the end a little later than we do
            for (int tries = 0; again.isEmpty() && tries < 10_000; tries++) {
                try (Socket next = connection()) {
                    again = answer(next, "");
                }
            }
            assertThat(again).contains("HTTP/1.1 200 OK");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static Socket connection() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    }

    /** The first line that the server answers with, or empty where it closes the connection. */
    private static Optional<String> answer(Socket socket, String header) throws IOException {
        try {
            socket.getOutputStream()
                    .write(("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine());
        } catch (SocketException reset) {
            return Optional.empty();
        }
    }
}
