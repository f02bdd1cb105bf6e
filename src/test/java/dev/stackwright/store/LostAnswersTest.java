package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.S3Writer.Content;
import dev.stackwright.store.S3Writer.Creation;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Creation where the store does what it is asked and its answer is lost, or where the request itself is. */
class LostAnswersTest {

    private static final Set<String> WRITES = Set.of("putObject", "completeMultipartUpload");
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static EmbeddedStore embedded;
    private static StoreSettings settings;

    private final ObjectKey key = new ObjectKey("lost/" + TESTS.incrementAndGet());

    @BeforeAll
    static void start() {
        embedded = EmbeddedStore.connectOrStart(directory, "photos");
        StoreSettings s = embedded.settings();
        settings = new StoreSettings(
                s.endpoint(),
                s.bucket(),
                s.region(),
                s.credentials(),
                s.callTimeout(),
                s.transferTimeout(),
                3,
                5 << 20);
    }

    @AfterAll
    static void stop() {
        embedded.close();
    }

    @Test
    void whoFindsTheOwnWriteHasCreatedIt() {
        try (S3ObjectStore store = storeThatFails(Fault.ANSWER_LOST, 1)) {
            assertThat(store.create(key, "mine".getBytes(UTF_8))).isTrue();
            assertThat(store.read(key)).hasValue("mine".getBytes(UTF_8));
        }
    }

    @Test
    void whoFindsTheOwnWriteOfSeveralPartsHasCreatedIt() throws Exception {
        Path large = Files.write(directory.resolve("large"), new byte[6 << 20]);
        try (S3ObjectStore store = storeThatFails(Fault.ANSWER_LOST, 1)) {
            assertThat(store.create(key, large)).isTrue();
        }
    }

    @Test
    void whoFindsAnothersWriteHasNotCreatedIt() {
        try (S3ObjectStore other = S3ObjectStore.open(settings);
                S3ObjectStore store = storeThatFails(Fault.REQUEST_LOST, 1)) {
            assertThat(other.create(key, "theirs".getBytes(UTF_8))).isTrue();
            assertThat(store.create(key, "mine".getBytes(UTF_8))).isFalse();
            assertThat(store.read(key)).hasValue("theirs".getBytes(UTF_8));
        }
    }

    @Test
    void anothersWriteOfTheSameBytesIsNotTakenForTheOwn() {
        try (S3ObjectStore other = S3ObjectStore.open(settings);
                S3ObjectStore store = storeThatFails(Fault.REQUEST_LOST, 1)) {
            assertThat(other.create(key, "same".getBytes(UTF_8))).isTrue();
            assertThat(store.create(key, "same".getBytes(UTF_8))).isFalse();
        }
    }

    @Test
    void aLostRequestIsSentAgain() {
        try (S3ObjectStore store = storeThatFails(Fault.REQUEST_LOST, 2)) {
            assertThat(store.create(key, "mine".getBytes(UTF_8))).isTrue();
            assertThat(store.read(key)).hasValue("mine".getBytes(UTF_8));
        }
    }

    @Test
    void aConflictOfWritersIsTriedAgain() {
        try (S3ObjectStore store = storeThatFails(Fault.CONFLICT, 2)) {
            assertThat(store.create(key, "mine".getBytes(UTF_8))).isTrue();
        }
    }

    @Test
    void afterTheLastTryTheErrorNamesTheKey() {
        try (S3ObjectStore store = storeThatFails(Fault.REQUEST_LOST, 3)) {
            assertThatThrownBy(() -> store.create(key, "mine".getBytes(UTF_8)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("create " + key);
            assertThat(store.read(key)).isEmpty();
        }
    }

    @Test
    void whoGoesOnAtAnotherEndpointFindsTheOwnWriteToo() {
        Creation mine = new Creation("me");
        Content content = new Content.Bytes("mine".getBytes(UTF_8));
        try (S3ObjectStore ended = storeThatFails(Fault.ENDED_AFTER_WRITING, 3);
                S3ObjectStore next = S3ObjectStore.open(settings)) {
            assertThatThrownBy(() -> ended.create(key, content, mine)).isInstanceOf(StoreException.class);
            assertThat(next.create(key, content, mine)).isTrue();
            assertThat(next.create(key, content, new Creation("other"))).isFalse();
        }
    }

    @Test
    void aRefusedConnectionLeavesNoDoubtWhoWroteWhatIsThere() {
        Creation mine = new Creation("me");
        Content content = new Content.Bytes("mine".getBytes(UTF_8));
        try (S3ObjectStore nobody = S3ObjectStore.open(settings.withEndpoint(URI.create("http://127.0.0.1:1")));
                S3ObjectStore next = S3ObjectStore.open(settings)) {
            assertThatThrownBy(() -> nobody.create(key, content, mine)).isInstanceOf(StoreException.class);
            assertThat(next.create(key, content, new Creation("me"))).isTrue();
            assertThat(next.create(key, content, mine)).isFalse();
        }
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        try (S3ObjectStore store =
                S3ObjectStore.over(S3Clients.of(settings), failing(Fault.DENIED, Integer.MAX_VALUE, calls), settings)) {
            assertThatThrownBy(() -> store.create(key, new byte[] {1}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("access is denied");
            assertThat(calls).hasValue(1);
        }
    }

    private static S3ObjectStore storeThatFails(Fault fault, int times) {
        return S3ObjectStore.over(S3Clients.of(settings), failing(fault, times, new AtomicInteger()), settings);
    }

    private enum Fault {
        ANSWER_LOST,
        ENDED_AFTER_WRITING,
        REQUEST_LOST,
        CONFLICT,
        DENIED
    }

    /** The real client, whose first writes meet the fault. */
    private static S3Client failing(Fault fault, int times, AtomicInteger calls) {
        S3Client real = S3Clients.of(settings.withAttempts(1));
        return (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    int call = WRITES.contains(method.getName()) ? calls.getAndIncrement() : times;
                    boolean meets = call < times;
                    if (meets && call > 0 && fault == Fault.ENDED_AFTER_WRITING) {
                        throw SdkClientException.create("gone", new ConnectException("connection refused"));
                    }
                    if (meets && fault != Fault.ANSWER_LOST && fault != Fault.ENDED_AFTER_WRITING) {
                        throw thrown(fault);
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (meets) {
                            throw thrown(fault);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static RuntimeException thrown(Fault fault) {
        return switch (fault) {
            case CONFLICT -> answered(409, "ConditionalRequestConflict");
            case DENIED -> answered(403, "AccessDenied");
            default -> SdkClientException.create("gone", new IOException("connection reset"));
        };
    }

    private static RuntimeException answered(int status, String code) {
        return S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                        .errorCode(code)
                        .build())
                .build();
    }
}
