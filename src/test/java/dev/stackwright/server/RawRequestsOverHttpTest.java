package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests byte by byte, as no client library sends them. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class RawRequestsOverHttpTest {

    /** RFC 9112, section 3.2: 400 without the header, with more than one, and with one that is no host. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /api/runs HTTP/1.1; 400; no Host",
                "GET /api/runs HTTP/1.0; 400; no Host in HTTP/1.0",
                "GET /api/runs HTTP/1.0|Host: localhost; 200; HTTP/1.0 with a Host",
                "GET /api/runs HTTP/1.1|Host: ; 400; an empty Host",
                "GET /api/runs HTTP/1.1|Host: a b; 400; a Host that is none",
                "GET /api/runs HTTP/1.1|Host: localhost:x; 400; a port that is none",
                "GET /api/runs HTTP/1.1|Host: localhost|Host: localhost; 400; two that are the same",
                "GET /api/runs HTTP/1.1|Host: localhost|Host: attacker.example; 400; two that differ",
                "GET /api/runs HTTP/1.1|Host: attacker.example|Host: localhost; 400; two that differ",
                "GET http://attacker.example/api/runs HTTP/1.1|Host: localhost; 421; another host in the target",
                "GET http://attacker.example/api/runs HTTP/1.1|Host: attacker.example; 421; another host in both",
                "GET http://localhost/api/runs HTTP/1.1|Host: attacker.example; 200; another host in the header alone",
                "GET http://localhost/api/runs HTTP/1.1|Host: localhost; 200; this host in the target",
                "GET HTTP://attacker.example?/api/runs HTTP/1.1|Host: localhost; 421; another host without a path",
                "GET http://localhost@attacker.example/api/runs HTTP/1.1|Host: localhost; 400; a user in the target",
                "GET http:///api/runs HTTP/1.1|Host: localhost; 400; no host in the target",
            })
    void aRequestNamesThisServerOnce(String head, int status, String what) throws IOException {
        String answer = answer(head.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.lines().findFirst().orElseThrow()).as(what).contains(" " + status + " ");
        if (status != 200) {
            assertThat(answer).as(what).contains(Problem.MEDIA_TYPE, "urn:stackwright:problem:", "expected");
        }
    }

    @Test
    void aQueryThatCannotBeTakenApartIsRefused() throws IOException {
        assertThat(firstLine("/classify?top=%zz", "Content-Length: 2", "{}")).contains(" 400 ");
    }

    @Test
    void aBodyWithImagesMayNotBeTooLongAndTellsItsLength() throws IOException {
        assertThat(firstLine("/classify", "Content-Length: " + (BodyLimits.WITH_IMAGES + 1), ""))
                .contains(" 413 ");
        assertThat(firstLine(
                        "/classify",
                        "Transfer-Encoding: chunked",
                        "200000\r\n" + " ".repeat(2 << 20) + "\r\n0\r\n\r\n"))
                .as("its length was not told")
                .contains(" 413 ");
    }

    /** Of the answer, before more of the body is sent. */
    private static String firstLine(String path, String header, String body) throws IOException {
        try (Socket socket = sent("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + header + "\r\n\r\n" + body)) {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    /** All of it, up to where the server closes the connection. */
    private static String answer(String request) throws IOException {
        try (Socket socket = sent(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket sent(String request) throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
