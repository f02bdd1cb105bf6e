package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.StoreSettings.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** s3proxy on a free port of loopback over one folder. */
final class EmbeddedServer implements AutoCloseable {

    private final S3Proxy proxy;

    private EmbeddedServer(S3Proxy proxy) {
        this.proxy = proxy;
    }

    static EmbeddedServer start(Path data, Credentials credentials) {
        return start(new FilesystemNio2BlobStore(data.toString()), credentials);
    }

    static EmbeddedServer start(BlobStore blobs, Credentials credentials) {
        try {
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FullDiskNamed(blobs))
                    .awsAuthentication(
                            AuthenticationType.AWS_V4, credentials.accessKeyId(), credentials.secretAccessKey())
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .ignoreUnknownHeaders(true)
                    .stopTimeout(0)
                    .build();
            proxy.start();
            return new EmbeddedServer(proxy);
        } catch (Exception e) {
            throw new StoreException("cannot start the embedded store: " + e, e);
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

    /** Answers 507 where the disk is full; s3proxy would end the connection, which the sender sees as a broken pipe. */
    private static final class FullDiskNamed extends ForwardingBlobStore {

        FullDiskNamed(BlobStore blobs) {
            super(blobs);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
            return named(body, () -> super.putBlob(request, body));
        }

        @Override
        public UploadPartResponse uploadMultipartPart(
                MultipartUpload upload, UploadPartRequest request, InputStream body) {
            return named(body, () -> super.uploadMultipartPart(upload, request, body));
        }

        @Override
        public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
            return named(InputStream.nullInputStream(), () -> super.initiateMultipartUpload(request));
        }

        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(
                MultipartUpload upload, CompleteMultipartUploadRequest request) {
            return named(InputStream.nullInputStream(), () -> super.completeMultipartUpload(upload, request));
        }

        private static <T> T named(InputStream body, Supplier<T> write) {
            try {
                return write.get();
            } catch (Exception e) { // s3proxy throws IOException where none is declared
                if (!StoreErrors.diskFull(e)) {
                    throw e;
                }
                readToItsEnd(body); // the sender hears no answer before it has sent everything
                throw S3Exception.builder()
                        .statusCode(StoreErrors.INSUFFICIENT_STORAGE)
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("InsufficientStorage")
                                .errorMessage("The disk is full.")
                                .sdkHttpResponse(SdkHttpResponse.builder()
                                        .statusCode(StoreErrors.INSUFFICIENT_STORAGE)
                                        .build())
                                .build())
                        .cause(e)
                        .build();
            }
        }

        private static void readToItsEnd(InputStream body) {
            try {
                body.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException("the sender went away", e);
            }
        }
    }
}
