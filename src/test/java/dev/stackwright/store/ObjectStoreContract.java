package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} keeps; the fake of other rooms' tests keeps it too. */
abstract class ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("runs/a/state.json");

    @TempDir
    Path folder;

    /** A store that is empty below {@link #prefix}. */
    abstract ObjectStore store();

    /** Keeps tests on one endpoint apart. */
    abstract String prefix();

    @Test
    void whatWasPutIsReadAndReplaced() throws Exception {
        store().put(key(KEY), "old".getBytes(UTF_8));
        assertThat(store().read(key(KEY))).hasValue("old".getBytes(UTF_8));
        store().put(key(KEY), "newer".getBytes(UTF_8));
        assertThat(store().read(key(KEY))).hasValue("newer".getBytes(UTF_8));
        try (InputStream in = store().open(key(KEY)).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo("newer".getBytes(UTF_8));
        }
        ObjectSummary head = store().head(key(KEY)).orElseThrow();
        assertThat(head.key()).isEqualTo(key(KEY));
        assertThat(head.size()).isEqualTo(5);
    }

    @Test
    void whatIsMissingIsEmptyAndNoError() {
        assertThat(store().read(key("none"))).isEmpty();
        assertThat(store().open(key("none"))).isEmpty();
        assertThat(store().head(key("none"))).isEmpty();
        assertThat(store().download(key("none"), folder.resolve("none"))).isFalse();
        assertThat(folder).isEmptyDirectory();
        try (Stream<ObjectSummary> listed = store().list(prefix() + "none")) {
            assertThat(listed).isEmpty();
        }
        assertThat(store().children(prefix() + "none/")).isEmpty();
    }

    @Test
    void aListingMayBeginAfterAKey() {
        for (String name : List.of("a", "b/1", "b/2", "c")) {
            store().put(key(name), new byte[] {1});
        }
        assertThat(listedAfter("b/1")).containsExactly(key("b/2"), key("c"));
        assertThat(listedAfter("b/15")).containsExactly(key("b/2"), key("c"));
        assertThat(listedAfter("c")).isEmpty();
        assertThat(store().list(prefix(), "").count()).isEqualTo(4);
    }

    private List<ObjectKey> listedAfter(String name) {
        try (Stream<ObjectSummary> listed = store().list(prefix(), prefix() + name)) {
            return listed.map(ObjectSummary::key).toList();
        }
    }

    @Test
    void deletingTwiceIsNoError() {
        store().put(key(KEY), new byte[] {1});
        store().delete(key(KEY));
        assertThat(store().read(key(KEY))).isEmpty();
        store().delete(key(KEY));
    }

    @Test
    void creatingTwiceKeepsTheFirst() {
        assertThat(store().create(key(KEY), "first".getBytes(UTF_8))).isTrue();
        assertThat(store().create(key(KEY), "second".getBytes(UTF_8))).isFalse();
        assertThat(store().read(key(KEY))).hasValue("first".getBytes(UTF_8));
    }

    @Test
    void creatingTheSameBytesTwiceIsStillCreatedOnce() {
        assertThat(store().create(key(KEY), "same".getBytes(UTF_8))).isTrue();
        assertThat(store().create(key(KEY), "same".getBytes(UTF_8))).isFalse();
    }

    @Test
    void ofEightWritersAtOnceExactlyOneCreatesAndItsBytesStay() throws Exception {
        int writers = 8;
        CyclicBarrier together = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 40; round++) {
                ObjectKey contested = key("race/" + round);
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    byte[] mine = {(byte) writer};
                    tasks.add(() -> {
                        together.await();
                        return store().create(contested, mine);
                    });
                }
                List<Integer> winners = new ArrayList<>();
                List<Future<Boolean>> done = threads.invokeAll(tasks);
                for (int writer = 0; writer < writers; writer++) {
                    if (done.get(writer).get()) {
                        winners.add(writer);
                    }
                }
                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(store().read(contested)).hasValue(new byte[] {(byte) (int) winners.get(0)});
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a+b", "grün/übel", "100%", "%2F", "a&b=c", "q?x#y", "'\"`", "日本", "~.a"})
    void oddKeysAreThemselves(String odd) {
        store().put(key("odd/" + odd), odd.getBytes(UTF_8));
        assertThat(store().read(key("odd/" + odd))).hasValue(odd.getBytes(UTF_8));
        assertThat(keys("odd/")).contains("odd/" + odd);
        assertThat(store().children(prefix() + "odd/")).contains(odd.split("/", -1)[0]);
        store().delete(key("odd/" + odd));
        assertThat(store().head(key("odd/" + odd))).isEmpty();
    }

    /** Amazon S3 has such keys, and scripts write them. A store that has none refuses them; it takes none for another. */
    @Test
    void aKeyWithAnEmptySegmentIsNoOtherKey() {
        store().put(key("empty/a/b"), "plain".getBytes(UTF_8));
        try {
            store().put(key("empty/a//b"), "odd".getBytes(UTF_8));
            assertThat(store().read(key("empty/a//b"))).hasValue("odd".getBytes(UTF_8));
        } catch (StoreException refused) {
            assertThat(refused).hasMessageContaining("a//b");
        }
        assertThat(store().read(key("empty/a/b"))).hasValue("plain".getBytes(UTF_8));
    }

    @Test
    void anEmptyObjectIsThereAndEmpty() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        store().put(key("empty/bytes"), new byte[0]);
        store().put(key("empty/file"), empty);
        assertThat(store().create(key("empty/file"), empty)).isFalse();
        assertThat(store().read(key("empty/bytes"))).hasValue(new byte[0]);
        assertThat(store().read(key("empty/file"))).hasValue(new byte[0]);
        assertThat(store().head(key("empty/file")).orElseThrow().size()).isZero();
    }

    @Test
    void aFileOfSeveralPartsComesBackWholeAndIsCreatedOnce() throws Exception {
        Path first = noise("first", 17 << 20, 1);
        Path second = noise("second", 17 << 20, 2);
        assertThat(store().create(key("large"), first)).isTrue();
        assertThat(store().create(key("large"), second)).isFalse();
        assertThat(store().download(key("large"), folder.resolve("back"))).isTrue();
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(first);
        store().put(key("large"), second);
        assertThat(store().download(key("large"), folder.resolve("back"))).isTrue();
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(second);
        assertThat(keys("")).as("nothing of the parts is listed").containsExactly("large");
    }

    @Test
    void aDownloadReplacesTheFileAndLeavesNothingBeside() throws Exception {
        Path target = Files.writeString(folder.resolve("file"), "what was there before, and longer");
        store().put(key(KEY), "new".getBytes(UTF_8));
        assertThat(store().download(key(KEY), target)).isTrue();
        assertThat(target).hasContent("new");
        assertThat(folder).isDirectoryContaining(target::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void whereADownloadCannotBeWrittenTheErrorNamesTheFile() {
        store().put(key(KEY), new byte[] {1});
        Path target = folder.resolve("no-such-folder/file");
        assertThatThrownBy(() -> store().download(key(KEY), target))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(target.toString());
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Path missing = folder.resolve("missing.bin");
        assertThatThrownBy(() -> store().put(key(KEY), missing))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> store().create(key(KEY), missing))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aListingOfMoreThanAPageIsWholeAndInOrder() throws Exception {
        List<String> all = IntStream.range(0, 1003)
                .mapToObj(i -> String.format("many/%04d", i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> puts = new ArrayList<>();
            for (String name : all) {
                puts.add(() -> {
                    store().put(key(name), new byte[] {1});
                    return null;
                });
            }
            for (Future<Void> put : threads.invokeAll(puts)) {
                put.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(keys("many/")).containsExactlyElementsOf(all);
        assertThat(store().children(prefix() + "many/")).hasSize(1003);
    }

    @Test
    void aListingIsInOrderOfKeysWhereFoldersAndFilesMix() {
        for (String name : List.of("b", "a/z", "a-b", "a0", "a/b/c", "B")) {
            store().put(key("mixed/" + name), new byte[] {1});
        }
        assertThat(keys("mixed/"))
                .containsExactly("mixed/B", "mixed/a-b", "mixed/a/b/c", "mixed/a/z", "mixed/a0", "mixed/b");
    }

    @Test
    void aPrefixMayEndWithinASegment() {
        store().put(key("cats-1/x"), new byte[] {1});
        store().put(key("cats-2"), new byte[] {1});
        store().put(key("dogs"), new byte[] {1});
        assertThat(keys("cats-")).containsExactly("cats-1/x", "cats-2");
    }

    @Test
    void childrenAreTheNextSegmentsOnce() {
        for (String name : List.of("cats/versions/1/a", "cats/versions/2/a", "cats/promotions/1", "dogs/x", "file")) {
            store().put(key("tree/" + name), new byte[] {1});
        }
        assertThat(store().children(prefix() + "tree/")).containsExactly("cats", "dogs", "file");
        assertThat(store().children(prefix() + "tree/cats/")).containsExactly("promotions", "versions");
        assertThatThrownBy(() -> store().children(prefix() + "tree"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'/'");
    }

    ObjectKey key(String name) {
        return new ObjectKey(prefix() + name);
    }

    private ObjectKey key(ObjectKey key) {
        return key(key.value());
    }

    List<String> keys(String under) {
        try (Stream<ObjectSummary> listed = store().list(prefix() + under)) {
            return listed.map(o -> o.key().value().substring(prefix().length())).toList();
        }
    }

    private Path noise(String name, int bytes, long seed) throws Exception {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }
}
