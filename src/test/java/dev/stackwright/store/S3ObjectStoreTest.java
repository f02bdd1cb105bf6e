package dev.stackwright.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract over the wire, and what only a store with strangers' keys shows. */
class S3ObjectStoreTest extends ObjectStoreContract {

    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static EmbeddedStore embedded;
    private static StoreSettings settings;
    private static S3ObjectStore store;

    private final String prefix = "test-" + TESTS.incrementAndGet() + "/";

    @BeforeAll
    static void start() {
        embedded = EmbeddedStore.connectOrStart(directory, "photos");
        settings = smallParts(embedded.settings());
        store = S3ObjectStore.open(settings);
    }

    @AfterAll
    static void stop() {
        store.close();
        embedded.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    String prefix() {
        return prefix;
    }

    @Test
    void folderMarksOfConsolesArePassedOver() {
        try (S3Client client = S3Clients.of(settings)) {
            client.putObject(r -> r.bucket("photos").key(prefix + "cats/"), RequestBody.empty());
            client.putObject(r -> r.bucket("photos").key(prefix + "cats/persian/"), RequestBody.empty());
        }
        store.put(key("cats/tom.jpg"), new byte[] {1});
        assertThat(keys("")).containsExactly("cats/tom.jpg");
        assertThat(store.children(prefix)).containsExactly("cats");
        assertThat(store.children(prefix + "cats/")).containsExactly("persian", "tom.jpg");
    }

    @Test
    void anEnsuredBucketMayBeEnsuredAgain() {
        try (S3ObjectStore other = S3ObjectStore.open(settings.withBucket("others"))) {
            other.ensureBucket();
            other.ensureBucket();
            other.put(key("x"), new byte[] {1});
            assertThat(other.read(key("x"))).isPresent();
            assertThat(store.read(key("x"))).isEmpty();
        }
    }

    private static StoreSettings smallParts(StoreSettings s) {
        return new StoreSettings(
                s.endpoint(),
                s.bucket(),
                s.region(),
                s.credentials(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                s.attempts(),
                5 << 20);
    }
}
