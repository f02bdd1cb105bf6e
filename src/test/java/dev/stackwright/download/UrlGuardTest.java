package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.download.DownloadException.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlGuardTest {

    private final UrlGuard guard = new UrlGuard(DownloadPolicy.DEFAULT);

    @Test
    void anOrdinaryUrlPasses() throws DownloadException {
        UrlGuard.Target url = guard.check("https://example.org/a%20photo.jpg?size=large");
        assertThat(url.uri().toString()).isEqualTo("https://example.org/a%20photo.jpg?size=large");
        assertThat(url.port()).isEqualTo(443);
    }

    @Test
    void schemeLettersMayBeLargeAndLettersOfOtherScriptsInThePathAreEscaped() throws DownloadException {
        UrlGuard.Target url = guard.check("HTTP://example.org:80/käse.jpg");
        assertThat(url.scheme()).isEqualTo("http");
        assertThat(url.uri().getRawPath()).isEqualTo("/k%C3%A4se.jpg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | scheme-not-allowed",
                "photo.jpg                       | scheme-not-allowed",
                "//example.org/a.jpg             | scheme-not-allowed",
                "file:///etc/passwd              | scheme-not-allowed",
                "ftp://example.org/a.jpg         | scheme-not-allowed",
                "jar:http://example.org/a!/b     | scheme-not-allowed",
                "gopher://example.org/           | scheme-not-allowed",
                "data:image/png;base64,AAAA      | scheme-not-allowed",
                "s3://bucket/key                 | scheme-not-allowed",
                "http:///a.jpg                   | invalid-url",
                "http:a.jpg                      | invalid-url",
                "http://                         | invalid-url",
                "http://:80/a.jpg                | invalid-url",
                "http://user@example.org/        | invalid-url",
                "http://user:word@example.org/   | invalid-url",
                "http://example.org@10.0.0.1/    | invalid-url",
                "http://example.org/a.jpg#top    | invalid-url",
                "http://example.org/a b.jpg      | invalid-url",
                "http://exa mple.org/            | invalid-url",
                "http://[::1/                    | invalid-url",
                "http://[fe80::1%25eth0/a        | invalid-url",
                "http://example.org:99999/       | port-not-allowed",
                "http://example.org:0/           | port-not-allowed",
                "http://example.org:22/          | port-not-allowed",
                "https://example.org:8443/       | port-not-allowed",
                "http://010.0.0.1/               | invalid-url",
                "http://127.0.0.01/              | invalid-url",
                "http://0177.0.0.1/              | invalid-url",
                "http://0x7f/                    | invalid-url",
                "http://127.0.0.0x1/             | invalid-url",
                "http://127.0.0.1./              | invalid-url",
                "http://1..1/                    | invalid-url",
                "http://example.org:080/         | invalid-url",
                "http://example.org:0080/        | invalid-url",
            })
    void whatMustNotBeFetchedIsRefusedByItsText(String url, String code) {
        DownloadException e = catchThrowableOfType(DownloadException.class, () -> guard.check(url));
        assertThat(e).as(url).isNotNull();
        assertThat(e.reason().code()).as(url).isEqualTo(code);
        assertThat(e.getMessage()).startsWith("expected ").contains("found");
    }

    @Test
    void aUrlOfMoreThan4096CharactersIsRefused() throws DownloadException {
        String prefix = "http://example.org/";
        assertThat(guard.check(prefix + "a".repeat(4096 - prefix.length()))).isNotNull();
        String url = prefix + "a".repeat(4096);
        DownloadException e = catchThrowableOfType(DownloadException.class, () -> guard.check(url));
        assertThat(e.reason()).isEqualTo(Reason.INVALID_URL);
        assertThat(e).hasMessageContaining("4115");
    }

    /** Half of a pair would be asked for as a question mark. */
    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\udc08.jpg", "\udc08\ud83d"})
    void halfOfAPairOfSurrogatesIsRefused(String path) {
        DownloadException e =
                catchThrowableOfType(DownloadException.class, () -> guard.check("http://example.org/" + path));
        assertThat(e.reason()).isEqualTo(Reason.INVALID_URL);
    }

    /** A header's bytes come as characters of ISO-8859-1; browsers ask for the bytes that came. */
    @ParameterizedTest
    @CsvSource({
        "/caf\u00c3\u00a9.jpg, /caf%C3%A9.jpg",
        "/a b|c.jpg, /a%20b%7Cc.jpg",
        "/a%20b%7.jpg, /a%20b%257.jpg",
        "/a.jpg?q=<\u00e9>, /a.jpg?q=%3C%E9%3E",
        "/a[1].jpg, /a%5B1%5D.jpg",
        "'  /a.jpg ', /a.jpg",
    })
    void aLocationIsEscapedAsBrowsersDo(String location, String target) throws DownloadException {
        UrlGuard.Target from = guard.check("http://example.org/x/a.jpg");
        assertThat(guard.follow(from, location).toString()).isEqualTo("http://example.org" + target);
        assertThat(guard.follow(from, "http://example.org" + location.strip()).toString())
                .isEqualTo("http://example.org" + target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nHost: evil", "a\u0000", "a\tb"})
    void controlCharactersAreRefused(String path) {
        DownloadException e =
                catchThrowableOfType(DownloadException.class, () -> guard.check("http://example.org/" + path));
        assertThat(e.reason()).isEqualTo(Reason.INVALID_URL);
    }

    @Test
    void aSchemeThatTheConfigurationLeavesOutIsRefused() {
        DownloadPolicy https = DownloadPolicy.DEFAULT.withSchemes(Set.of("https"));
        DownloadException e =
                catchThrowableOfType(DownloadException.class, () -> new UrlGuard(https).check("http://example.org/"));
        assertThat(e.reason()).isEqualTo(Reason.SCHEME_NOT_ALLOWED);
    }

    @Test
    void portsCountAlsoWherePrivateAddressesAreAllowed() throws DownloadException {
        DownloadPolicy open = DownloadPolicy.DEFAULT.withPrivateAddresses(true);
        DownloadException e = catchThrowableOfType(
                DownloadException.class, () -> new UrlGuard(open).check("http://localhost:49152/"));
        assertThat(e.reason()).isEqualTo(Reason.PORT_NOT_ALLOWED);
        assertThat(new UrlGuard(open.withPorts(Set.of()))
                        .check("http://localhost:49152/")
                        .port())
                .isEqualTo(49152);
    }

    @ParameterizedTest
    @CsvSource({
        "/b.jpg, http://example.org/b.jpg",
        "b.jpg, http://example.org/x/b.jpg",
        "//other.org/b.jpg, http://other.org/b.jpg",
        "https://other.org/b.jpg#part, https://other.org/b.jpg",
        "?token=1, http://example.org/x/a.jpg?token=1",
        "?, http://example.org/x/a.jpg?",
    })
    void aRedirectMayBeRelativeAndMayHaveAFragment(String location, String target) throws DownloadException {
        UrlGuard.Target from = guard.check("http://example.org/x/a.jpg");
        assertThat(guard.follow(from, location).toString()).isEqualTo(target);
    }

    @Test
    void aRedirectFromAHostAloneStaysOnThatHost() throws DownloadException {
        UrlGuard.Target from = guard.check("http://example.org?id=5");
        assertThat(guard.follow(from, "b.jpg").toString()).isEqualTo("http://example.org/b.jpg");
        assertThat(guard.follow(from, "?id=6").toString()).isEqualTo("http://example.org/?id=6");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "file:///etc/passwd",
                "ftp://example.org/",
                "s3://bucket/key",
                "http://user@example.org/",
                "http://example.org:22/",
                "http://exa mple.org/",
                "javascript:alert(1)"
            })
    void aRedirectIsHeldToTheSameRules(String location) throws DownloadException {
        UrlGuard.Target from = guard.check("http://example.org/x/a.jpg");
        assertThat(catchThrowableOfType(DownloadException.class, () -> guard.follow(from, location)))
                .isNotNull();
    }
}
