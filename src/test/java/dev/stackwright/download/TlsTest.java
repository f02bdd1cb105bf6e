package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.stackwright.common.Cancellation;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

    private static final DownloadPolicy OPEN =
            DownloadPolicy.DEFAULT.withPrivateAddresses(true).withPorts(Set.of());

    @TempDir
    private Path folder;

    @Test
    void aCertificateThatNobodyVouchesForIsRefusedBeforeAnythingIsAsked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
        server.createContext("/", exchange -> asked.incrementAndGet());
        server.start();
        try {
            DownloadException e =
                    failure("https://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertThat(e.reason()).isEqualTo(Reason.TLS_FAILED);
            assertThat(e).hasMessageContaining("certificat");
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsNamed() throws Exception {
        try (RawServer plain = new RawServer(out -> out.write(RawServer.ascii("HTTP/1.1 400 Bad Request\r\n\r\n")))) {
            DownloadException e = failure(plain.url().replace("http:", "https:"));
            assertThat(e.reason()).isEqualTo(Reason.TLS_FAILED);
        }
    }

    private static DownloadException failure(String url) {
        try (Downloader downloader =
                new Downloader(OPEN, HostResolver.SYSTEM, ProxySettings.NONE, "stackwright/test")) {
            DownloadException e =
                    catchThrowableOfType(DownloadException.class, () -> downloader.bytes(url, Cancellation.NEVER));
            assertThat(e).isNotNull();
            return e;
        }
    }

    /** A new key for this test alone, made by the tool that comes with Java. */
    private SSLContext selfSigned() throws Exception {
        String password = UUID.randomUUID().toString();
        Path keys = folder.resolve("keys.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
