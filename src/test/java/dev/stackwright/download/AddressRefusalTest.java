package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Cancellation;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to a server that listens on loopback, which must all end before it is asked. */
@Timeout(30)
class AddressRefusalTest {

    private static final byte[] BODY = "secret".getBytes(StandardCharsets.UTF_8);

    private final LoopbackServer server = new LoopbackServer().serves("/", BODY);
    private final DownloadPolicy closed = policy(false);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "LOCALHOST",
                "[::1]",
                "2130706433",
                "0.0.0.0",
                "0",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "169.254.169.254",
                "[fd00:ec2::254]",
                "10.0.0.1",
                "[fe80::1]"
            })
    void aLiteralThatIsNotPublicIsRefused(String host) {
        DownloadException e = failure(closed, HostResolver.SYSTEM, "http://" + host + ":" + server.port() + "/");
        assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1", "0x7f.1", "0177.0.0.1.", "[::1]x", "[fe80::1%eth0]", "127.0.0.1%00"})
    void odderSpellingsDoNotGetThroughEither(String host) {
        failure(closed, HostResolver.SYSTEM, "http://" + host + ":" + server.port() + "/");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void oneBadAddressAmongGoodOnesRefusesTheHost() {
        HostResolver mixed =
                host -> new InetAddress[] {InetAddress.getByName("93.184.215.14"), InetAddress.getLoopbackAddress()};
        DownloadException e = failure(closed, mixed, "http://mixed.example:" + server.port() + "/");
        assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void theAnswerDoesNotTellThePrivateAddress() {
        HostResolver inner = host -> new InetAddress[] {InetAddress.getByName("10.11.12.13")};
        DownloadException e = failure(closed, inner, "http://intranet.example:" + server.port() + "/");
        assertThat(e).hasMessageContaining("private network").hasMessageNotContaining("10.11.12.13");
    }

    /** The name leads to the server at the first look-up only; whoever looked up twice would go elsewhere. */
    @Test
    void theCheckedAddressIsTheOneConnectedTo() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        HostResolver rebinding = host ->
                new InetAddress[] {InetAddress.getByName(lookUps.getAndIncrement() == 0 ? "127.0.0.1" : "127.9.9.9")};
        assertThat(fetch(policy(true), rebinding, "http://rebind.example:" + server.port() + "/"))
                .isEqualTo(BODY);
        assertThat(lookUps).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://metadata.example", "http://169.254.169.254", "http://[fd00:ec2::254]"})
    void eachHopOfARedirectIsChecked(String target) {
        server.redirects("/hop", 302, target + ":" + server.port() + "/");
        HostResolver names = resolver(Map.of("entry.example", "127.0.0.1", "metadata.example", "169.254.169.254"));
        DownloadException e = failure(policy(true), names, "http://entry.example:" + server.port() + "/hop");
        assertThat(e.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void aHostWithoutAddressIsNamed() {
        DownloadException e = failure(closed, resolver(Map.of()), "http://nowhere.example:" + server.port() + "/");
        assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
    }

    @Test
    void aResolverThatAnswersNothingIsAnUnknownHost() {
        DownloadException e =
                failure(closed, host -> new InetAddress[0], "http://nowhere.example:" + server.port() + "/");
        assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
    }

    private DownloadPolicy policy(boolean allowPrivate) {
        return DownloadPolicy.images(Set.of(server.port()), 1000, Duration.ofMillis(700), allowPrivate, 2)
                .withSchemes(Set.of("http"));
    }

    private static HostResolver resolver(Map<String, String> names) {
        return host -> {
            String literal = names.getOrDefault(host, host);
            if (literal.endsWith(".example")) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getAllByName(literal);
        };
    }

    private static byte[] fetch(DownloadPolicy policy, HostResolver resolver, String url) throws DownloadException {
        try (Downloader downloader = new Downloader(policy, resolver, ProxySettings.NONE, "stackwright/test")) {
            return downloader.bytes(url, Cancellation.NEVER);
        }
    }

    private static DownloadException failure(DownloadPolicy policy, HostResolver resolver, String url) {
        DownloadException e = catchThrowableOfType(DownloadException.class, () -> fetch(policy, resolver, url));
        assertThat(e).as(url).isNotNull();
        return e;
    }
}
