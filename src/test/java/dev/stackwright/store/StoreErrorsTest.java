package dev.stackwright.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.StoreSettings.Credentials;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operation of a store that does not serve says what was tried, what is wrong and what to do. */
class StoreErrorsTest {

    private static final ObjectKey KEY = new ObjectKey("runs/a/request.json");
    private static final String SECRET = "a-made-up-secret-of-this-test";

    @TempDir
    static Path directory;

    private static EmbeddedStore embedded;

    @BeforeAll
    static void start() {
        embedded = EmbeddedStore.connectOrStart(directory, "photos");
    }

    @AfterAll
    static void stop() {
        embedded.close();
    }

    @Test
    void whereNothingListensTheEndpointIsNamed() throws Exception {
        URI deaf;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            deaf = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        eachOperation(embedded.settings().withEndpoint(deaf), deaf.toString(), "connection refused", "Start the store");
    }

    @Test
    void aMissingBucketIsNamed() {
        StoreSettings nowhere = embedded.settings().withBucket("nowhere");
        try (S3ObjectStore store = S3ObjectStore.open(nowhere)) {
            each(operations(store), "'nowhere'", "Create it, or name another");
        }
    }

    @Test
    void aWrongSecretIsSaidAndNotShown() {
        String id = embedded.settings().credentials().orElseThrow().accessKeyId();
        eachOperation(embedded.settings().withCredentials(new Credentials(id, SECRET)), "Check the");
    }

    @Test
    void anUnknownAccessKeyIsSaidAndTheSecretNotShown() {
        eachOperation(embedded.settings().withCredentials(new Credentials("nobody", SECRET)), "Check the");
    }

    @Test
    void whereNobodyAnswersTheTimeAllowedIsNamed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StoreSettings settings = embedded.settings()
                    .withEndpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                    .withTimeouts(Duration.ofMillis(300), Duration.ofMillis(300));
            eachOperation(settings, "no answer within the time allowed", "PT0.3S");
        }
    }

    private static void eachOperation(StoreSettings settings, String... expected) {
        try (S3ObjectStore store = S3ObjectStore.open(settings.withAttempts(1))) {
            each(operations(store), expected);
            each(List.of(() -> store.delete(KEY)), expected);
        }
    }

    /** All but deletion, which s3proxy lets pass where the bucket is missing. */
    private static List<ThrowingCallable> operations(S3ObjectStore store) {
        return List.of(
                () -> store.put(KEY, new byte[] {1}),
                () -> store.create(KEY, new byte[] {1}),
                () -> store.read(KEY),
                () -> store.open(KEY),
                () -> store.download(KEY, directory.resolve("file")),
                () -> store.head(KEY),
                () -> store.children("runs/"),
                () -> list(store));
    }

    private static void each(List<ThrowingCallable> operations, String... expected) {
        for (int i = 0; i < operations.size(); i++) {
            StoreException error = catchThrowableOfType(StoreException.class, operations.get(i));
            assertThat(error).as("operation %d", i).isNotNull();
            assertThat(error.getMessage()).as("operation %d", i).contains(expected);
            assertThat(withCauses(error)).doesNotContain(SECRET, embeddedSecret());
        }
    }

    private static void list(ObjectStore store) {
        try (Stream<ObjectSummary> listed = store.list("runs/")) {
            assertThat(listed.toList()).isEmpty();
        }
    }

    private static String embeddedSecret() {
        return embedded.settings().credentials().orElseThrow().secretAccessKey();
    }

    private static String withCauses(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
