package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.ChildJvm;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several processes on the same embedded store, of which the serving one ends. */
class EmbeddedObjectsTest {

    private static final ObjectKey KEY = new ObjectKey("runs/a/request.json");
    private static final ObjectKey OTHER = new ObjectKey("runs/b/request.json");
    private static final byte[] CONTENT = "kept".getBytes(UTF_8);

    @TempDir
    Path directory;

    @Test
    void whoOutlivesTheServingOneServesItselfAndAThirdFindsIt() {
        EmbeddedObjects first = open();
        first.put(KEY, CONTENT);
        try (EmbeddedObjects second = open()) {
            assertThat(second.read(KEY)).hasValue(CONTENT);
            URI before = second.endpoint();
            assertThat(second.isServer()).isFalse();
            first.close();

            assertThat(second.read(KEY)).hasValue(CONTENT);
            assertThat(second.isServer()).isTrue();
            assertThat(second.endpoint()).isNotEqualTo(before);
            second.checkWritable();
            try (EmbeddedObjects third = open()) {
                assertThat(third.isServer()).isFalse();
                assertThat(third.create(KEY, CONTENT)).isFalse();
                assertThat(third.endpoint()).isEqualTo(second.endpoint());
            }
        }
    }

    @Test
    void whoOutlivesTheServingOneFindsTheNextThatServes() {
        EmbeddedObjects first = open();
        try (EmbeddedObjects second = open()) {
            first.close();
            try (EmbeddedObjects restarted = open()) {
                assertThat(restarted.isServer()).isTrue();
                assertThat(second.create(KEY, CONTENT)).isTrue();
                assertThat(second.isServer()).isFalse();
                assertThat(restarted.read(KEY)).hasValue(CONTENT);
            }
            assertThat(second.head(KEY)).isPresent();
            assertThat(second.isServer()).isTrue();
        }
    }

    static Stream<Arguments> calls() {
        Path file = Path.of("pom.xml");
        return Stream.of(
                Arguments.of("put", (Call) store -> store.put(KEY, CONTENT)),
                Arguments.of("put a file", (Call) store -> store.put(KEY, file)),
                Arguments.of("create", (Call)
                        store -> assertThat(store.create(OTHER, CONTENT)).isTrue()),
                Arguments.of("create from a file", (Call)
                        store -> assertThat(store.create(OTHER, file)).isTrue()),
                Arguments.of("read", (Call) store -> assertThat(store.read(KEY)).hasValue(CONTENT)),
                Arguments.of("open", (Call) store -> {
                    try (InputStream in = store.open(KEY).orElseThrow()) {
                        assertThat(in.readAllBytes()).isEqualTo(CONTENT);
                    }
                }),
                Arguments.of("list", (Call) store ->
                        assertThat(store.list("runs/").map(ObjectSummary::key)).containsExactly(KEY)),
                Arguments.of("list after a key", (Call)
                        store -> assertThat(store.list("runs/", KEY.value())).isEmpty()),
                Arguments.of("children", (Call)
                        store -> assertThat(store.children("runs/")).containsExactly("a")),
                Arguments.of("delete", (Call) store -> store.delete(KEY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void everyCallGoesOnWithTheNextOne(String name, Call call) throws Exception {
        EmbeddedObjects first = open();
        first.put(KEY, CONTENT);
        try (EmbeddedObjects second = open()) {
            first.close();
            call.on(second);
            assertThat(second.isServer()).as(name).isTrue();
        }
    }

    @Test
    void aDownloadGoesOnWithTheNextOne() {
        EmbeddedObjects first = open();
        first.put(KEY, CONTENT);
        try (EmbeddedObjects second = open()) {
            first.close();
            Path file = directory.resolve("downloaded");
            assertThat(second.download(KEY, file)).isTrue();
            assertThat(file).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void ofManyThatAreRefusedAtOnceOneServesAndAllAreAnswered() throws Exception {
        EmbeddedObjects first = open();
        first.put(KEY, CONTENT);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (EmbeddedObjects second = open();
                EmbeddedObjects third = open()) {
            first.close();
            List<Callable<Optional<byte[]>>> reads = IntStream.range(0, 6)
                    .<Callable<Optional<byte[]>>>mapToObj(i -> () -> (i % 2 == 0 ? second : third).read(KEY))
                    .toList();
            for (Future<Optional<byte[]>> read : threads.invokeAll(reads)) {
                assertThat(read.get()).hasValue(CONTENT);
            }
            assertThat(second.isServer()).isNotEqualTo(third.isServer());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoeverHasThePortByNowAndDoesNotKnowTheKeysIsLeft() throws Exception {
        EmbeddedObjects first = open();
        first.put(KEY, CONTENT);
        try (EmbeddedObjects second = open()) {
            URI before = second.endpoint();
            first.close();
            S3Proxy stranger = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(Files.createDirectory(directory.resolve("elsewhere"))
                            .toString()))
                    .awsAuthentication(AuthenticationType.AWS_V4, "another", "another")
                    .endpoint(before)
                    .stopTimeout(0)
                    .build();
            stranger.start();
            try {
                assertThat(second.head(KEY)).isPresent();
                assertThat(second.endpoint()).isNotEqualTo(before);
            } finally {
                stranger.stop();
            }
        }
    }

    @Test
    void whoIsClosedServesNothing() {
        EmbeddedObjects first = open();
        EmbeddedObjects second = open();
        second.close();
        first.close();
        assertThatThrownBy(() -> second.read(KEY)).isInstanceOf(RuntimeException.class);
        try (EmbeddedObjects third = open()) {
            assertThat(third.isServer()).isTrue();
        }
    }

    @Test
    void whereNoneCanServeTheFirstRefusalIsTold() throws Exception {
        EmbeddedObjects first = open();
        try (EmbeddedObjects second = open()) {
            first.close();
            Files.delete(directory.resolve("store.lock"));
            Files.createDirectory(directory.resolve("store.lock"));
            assertThatThrownBy(() -> second.read(KEY))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("connection refused")
                    .satisfies(e -> assertThat(e.getSuppressed()[0])
                            .hasMessageContaining("cannot use " + directory + " for the embedded store"));
            Files.delete(directory.resolve("store.lock"));
            assertThat(second.read(KEY)).isEmpty();
        }
    }

    @Test
    void whoServesAnewIsNotAloneWhereAnotherProcessHasOutlivedTheFormerOne() throws Exception {
        EmbeddedObjects first = open();
        assertThat(first.alone()).isTrue();
        Process other = ChildJvm.of(List.of(), StoreUser.class, directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers = other.inputReader(UTF_8);
                Writer keys = other.outputWriter(UTF_8)) {
            assertThat(answers.readLine()).isEqualTo(StoreUser.OPEN);
            first.close();
            try (EmbeddedObjects restarted = open()) {
                assertThat(restarted.isServer()).isTrue();
                assertThat(restarted.alone()).isFalse();
                keys.write(KEY.value() + "\n");
                keys.flush();
                assertThat(answers.readLine()).isEqualTo(StoreUser.WRITTEN);
                assertThat(restarted.head(KEY)).isPresent();
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (EmbeddedObjects last = open()) {
            assertThat(last.alone()).isTrue();
        }
    }

    private interface Call {
        void on(ObjectStore store) throws Exception;
    }

    private EmbeddedObjects open() {
        return EmbeddedObjects.open(directory, "photos");
    }
}
