package dev.stackwright.store;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** s3proxy on a free port of loopback over one folder. */
final class EmbeddedServer implements AutoCloseable {

    private final S3Proxy proxy;

    private EmbeddedServer(S3Proxy proxy) {
        this.proxy = proxy;
    }

    static EmbeddedServer start(Path data, Credentials credentials) {
        try {
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(data.toString()))
                    .awsAuthentication(
                            AuthenticationType.AWS_V4, credentials.accessKeyId(), credentials.secretAccessKey())
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .ignoreUnknownHeaders(true)
                    .stopTimeout(0)
                    .build();
            proxy.start();
            return new EmbeddedServer(proxy);
        } catch (Exception e) {
            throw new StoreException("cannot start the embedded store over " + data + ": " + e, e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new StoreException("cannot stop the embedded store: " + e, e);
        }
    }
}
