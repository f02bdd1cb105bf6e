package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTest {

    /** Names of this test alone: the proxy, and a host that only the inside may reach. */
    private static final HostResolver NAMES = host -> switch (host) {
        case "proxy.example", "inner.example" -> new InetAddress[] {InetAddress.getLoopbackAddress()};
        default -> throw new UnknownHostException(host);
    };

    @TempDir
    private Path folder;

    @Test
    void aHostIsAskedThroughTheProxyWhichLooksUpItsName() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
            connection.request();
            connection.ok("by proxy");
        })) {
            assertThat(get(proxy, "http://outer.example/x", "")).hasContent("by proxy");
            assertThat(proxy.heads().get(0)).startsWith("GET http://outer.example/x HTTP/1.1");
        }
    }

    @Test
    void aRedirectToAHostThatNeedsNoProxyIsChecked() throws Exception {
        try (ScriptedServer inner = new ScriptedServer(connection -> {
                    connection.request();
                    connection.ok("secret");
                });
                ScriptedServer proxy = new ScriptedServer(connection -> {
                    connection.request();
                    connection.send("HTTP/1.1 302 Found\r\nLocation: http://inner.example:" + inner.port()
                            + "/\r\nContent-Length: 0\r\n\r\n");
                })) {
            DownloadException e = catchThrowableOfType(
                    DownloadException.class, () -> get(proxy, "http://outer.example/x", "inner.example"));
            assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(proxy.heads()).hasSize(1);
            assertThat(inner.heads()).isEmpty();
        }
    }

    @Test
    void aLiteralPrivateAddressIsRefusedThoughAProxyWouldLeadThere() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.Connection::request)) {
            DownloadException e =
                    catchThrowableOfType(DownloadException.class, () -> get(proxy, "http://10.0.0.1/x", ""));
            assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @Test
    void theProxysOwnNameGivesNobodyLeave() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.Connection::request)) {
            DownloadException e = catchThrowableOfType(
                    DownloadException.class,
                    () -> get(proxy, "http://proxy.example:" + proxy.port() + "/x", "proxy.example"));
            assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https, photos.example, 443, one.example:1",
        "http,  photos.example, 80,  two.example:3128",
        "https, localhost,      443, none",
        "https, intranet,       443, none",
        "https, a.corp.example, 443, none",
        "https, corp.example,   443, none",
        "https, acorp.example,  443, one.example:1",
        "https, odd.example,    8443, none",
        "https, odd.example,    443, one.example:1",
        "https, 10.1.2.3,       443, none",
        "https, 11.1.2.3,       443, one.example:1",
    })
    void theEnvironmentNamesProxies(String scheme, String host, int port, String expected) {
        ProxySettings settings = ProxySettings.of(
                Map.of(
                        "HTTPS_PROXY", "http://one.example:1",
                        "http_proxy", "user:word@two.example:3128",
                        "NO_PROXY", "intranet, .corp.example,odd.example:8443,10.0.0.0/8"),
                name -> null);
        assertThat(shown(settings.proxyFor(scheme, host, port))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https, photos.example, one.example:8080",
        "http,  photos.example, none",
        "https, 10.1.2.3,       none",
        "https, a.corp.example, none",
    })
    void systemPropertiesGoBeforeTheEnvironment(String scheme, String host, String expected) {
        Map<String, String> properties = Map.of(
                "https.proxyHost", "one.example",
                "https.proxyPort", "8080",
                "http.nonProxyHosts", "10.*|*.corp.example");
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", "http://other.example:1"), properties::get);
        assertThat(shown(settings.proxyFor(scheme, host, 443))).isEqualTo(expected);
    }

    @Test
    void whatIsNoProxyIsNamedWithoutItsPassword() {
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", "socks5://user:word@x"), name -> null);
        assertThatThrownBy(() -> settings.proxyFor("https", "photos.example", 443))
                .hasMessageContaining("HTTPS_PROXY: expected a proxy as http://host:port")
                .hasMessageNotContaining("word");
    }

    private static String shown(Optional<ProxySettings.Proxy> proxy) {
        return proxy.map(p -> p.host() + ":" + p.port()).orElse("none");
    }

    private Path get(ScriptedServer proxy, String url, String direct) throws Exception {
        ProxySettings settings = ProxySettings.of(
                Map.of("HTTP_PROXY", "http://proxy.example:" + proxy.port(), "NO_PROXY", direct), name -> null);
        DownloadPolicy policy = DownloadPolicy.files(1000, false)
                .withSchemes(Set.of("http"))
                .withBackoff(new Backoff(1, Duration.ZERO, Duration.ZERO, pause -> {}));
        try (Downloader downloader = new Downloader(policy, NAMES, settings, "stackwright/test")) {
            return downloader.file(
                    URI.create(url),
                    folder.resolve("file"),
                    "file",
                    file -> Optional.empty(),
                    Progress.NONE,
                    Cancellation.NEVER);
        }
    }
}
