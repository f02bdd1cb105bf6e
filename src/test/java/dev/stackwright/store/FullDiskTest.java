package dev.stackwright.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.StoreSettings.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The embedded store on a disk without room: said as that, whatever is written, and written once there is room. */
class FullDiskTest {

    /** More than what a sender hands over before somebody reads it. */
    private static final int LARGE = 6 << 20;

    private static final ObjectKey KEY = new ObjectKey("runs/a/x");

    @TempDir
    Path directory;

    private final AtomicBoolean full = new AtomicBoolean(true);
    private final AtomicInteger tries = new AtomicInteger();
    private EmbeddedServer server;
    private S3ObjectStore store;

    @BeforeEach
    void start() {
        BlobStore disk = new FilesystemNio2BlobStore(directory.toString());
        Credentials credentials = new Credentials("id", "secret");
        server = EmbeddedServer.start(new SmallDisk(disk), credentials);
        StoreSettings s = StoreSettings.at(server.endpoint(), "photos").withCredentials(credentials);
        store = S3ObjectStore.open(new StoreSettings(
                s.endpoint(),
                s.bucket(),
                s.region(),
                s.credentials(),
                s.callTimeout(),
                s.transferTimeout(),
                4,
                5 << 20));
        store.ensureBucket();
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void bytesAndFilesWholeAndInPartsAreRefusedForWantOfRoomAndTakenLater() throws Exception {
        Path large = Files.write(directory.resolve("large"), new byte[LARGE]);
        assertThatThrownBy(() -> store.put(KEY, new byte[LARGE])).satisfies(FullDiskTest::namesTheDisk);
        assertThatThrownBy(() -> store.put(KEY, large)).satisfies(FullDiskTest::namesTheDisk);
        assertThatThrownBy(() -> store.create(KEY, new byte[LARGE])).satisfies(FullDiskTest::namesTheDisk);
        assertThatThrownBy(() -> store.create(KEY, large)).satisfies(FullDiskTest::namesTheDisk);
        assertThat(store.head(KEY)).isEmpty();
        full.set(false);
        assertThat(store.create(KEY, large)).isTrue();
        assertThat(store.head(KEY).orElseThrow().size()).isEqualTo(LARGE);
    }

    @Test
    void whatHasNoRoomIsNotSentAgainAndAgain() {
        assertThatThrownBy(() -> store.create(KEY, new byte[10])).satisfies(FullDiskTest::namesTheDisk);
        assertThat(tries).hasValue(1);
    }

    private static void namesTheDisk(Throwable e) {
        assertThat(e)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk of the store is full")
                .hasMessageContaining("Make room");
    }

    private final class SmallDisk extends ForwardingBlobStore {

        SmallDisk(BlobStore disk) {
            super(disk);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
            refuse(body);
            return super.putBlob(request, body);
        }

        @Override
        public UploadPartResponse uploadMultipartPart(
                MultipartUpload upload, UploadPartRequest request, InputStream body) {
            refuse(body);
            return super.uploadMultipartPart(upload, request, body);
        }

        /** After a part of it is read, and as s3proxy does: a checked exception that nobody declares. */
        private void refuse(InputStream body) {
            tries.incrementAndGet();
            if (full.get()) {
                FullDiskTest.<RuntimeException>thrown(afterReading(body));
            }
        }

        private static IOException afterReading(InputStream body) {
            try {
                body.readNBytes(1000);
                return new IOException("No space left on device");
            } catch (IOException e) {
                return e;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void thrown(Exception e) throws E {
        throw (E) e;
    }
}
