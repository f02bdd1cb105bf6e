package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.ChildJvm;
import dev.stackwright.store.EmbeddedStore.StoreAddress;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {

    private static final ObjectKey KEY = new ObjectKey("runs/a/request.json");

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            store.put(KEY, "kept".getBytes(UTF_8));
        }
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            assertThat(store.read(KEY)).hasValue("kept".getBytes(UTF_8));
        }
    }

    @Test
    void aSecondOneFindsAndUsesTheFirst() {
        try (EmbeddedStore first = EmbeddedStore.connectOrStart(directory, "photos");
                EmbeddedStore second = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore one = S3ObjectStore.open(first.settings());
                ObjectStore two = S3ObjectStore.open(second.settings())) {
            assertThat(first.isServer()).isTrue();
            assertThat(second.isServer()).isFalse();
            one.put(KEY, new byte[] {1});
            assertThat(two.read(KEY)).hasValue(new byte[] {1});
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithTheKeyToSet() throws Exception {
        Path below = Files.createFile(directory.resolve("file")).resolve("folder");
        assertThatThrownBy(() -> EmbeddedStore.connectOrStart(below, "photos"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(below.toString())
                .hasMessageContaining("stackwright.data-directory");
    }

    @Test
    void dataThatCanNoLongerBeWrittenAreNoticedByWhoeverServesOrUsesThem() throws Exception {
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                EmbeddedStore second = EmbeddedStore.connectOrStart(directory, "photos")) {
            embedded.checkWritable();
            assertThat(filesOf(directory.resolve("store"))).isEmpty();
            // as root, to whom no folder is read-only, only one that is gone cannot be written
            Files.move(directory.resolve("store"), directory.resolve("gone"));
            for (EmbeddedStore one : List.of(embedded, second)) {
                assertThatThrownBy(one::checkWritable)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(directory.resolve("store").toString())
                        .hasMessageContaining("stackwright.data-directory");
            }
        }
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void anAddressLeftByAKilledProcessIsHarmless() throws Exception {
        Files.writeString(
                StoreAddress.file(directory),
                "{\"endpoint\":\"http://127.0.0.1:1\",\"credentials\":{\"accessKeyId\":\"a\",\"secretAccessKey\":\"b\"}}");
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos")) {
            assertThat(embedded.isServer()).isTrue();
        }
    }

    @Test
    void anAddressWhosePortAStrangerHasNowIsHarmless() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        try (EmbeddedStore stranger = EmbeddedStore.connectOrStart(elsewhere, "photos")) {
            new StoreAddress(stranger.endpoint(), StoreAddress.randomCredentials()).write(directory);
            try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos")) {
                assertThat(embedded.isServer()).isTrue();
            }
        }
    }

    @Test
    void aSecondOneMayNameAnotherBucket() {
        try (EmbeddedStore first = EmbeddedStore.connectOrStart(directory, "photos");
                EmbeddedStore second = EmbeddedStore.connectOrStart(directory, "others");
                ObjectStore others = S3ObjectStore.open(second.settings())) {
            others.put(KEY, new byte[] {1});
            assertThat(first.isServer()).isTrue();
            assertThat(others.read(KEY)).isPresent();
        }
    }

    @Test
    void theLockOutlivesASecondOneInTheSameProcess() throws Exception {
        try (EmbeddedStore first = EmbeddedStore.connectOrStart(directory, "photos")) {
            assertThat(first.isServer()).isTrue();
            EmbeddedStore.connectOrStart(directory, "photos").close();
            Process other = ChildJvm.of(
                            List.of(),
                            LockProbe.class,
                            directory.resolve("store.lock").toString())
                    .inheritIO()
                    .start();
            assertThat(other.waitFor())
                    .as("another process finds the lock taken")
                    .isEqualTo(LockProbe.TAKEN);
        }
    }

    @Test
    void onlyTheOwnerMayReadTheAddress() throws Exception {
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos")) {
            assertThat(embedded.settings().toString()).doesNotContain(secretIn(directory));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(StoreAddress.file(directory))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void halfWrittenFilesOfAKilledProcessAreSweptAndUsersFilesKept() throws Exception {
        String ghost = "manifest.json-0f8fad5b-d9cb-469f-a165-70867728950e";
        ObjectKey users = new ObjectKey("datasets/x/cat/photo-0f8fad5b-d9cb-469f-a165-70867728950e");
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            store.put(users, new byte[] {1});
            store.put(KEY, new byte[] {1});
        }
        Path left = directory.resolve("store/photos/runs/a/" + ghost);
        Files.write(left, new byte[] {1, 2});
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            assertThat(left).doesNotExist();
            assertThat(store.read(users)).isPresent();
            assertThat(store.list("runs/").map(o -> o.key())).containsExactly(KEY);
        }
    }

    @Test
    void uploadsThatEndAsHalfWrittenFilesDoAreKeptAndTheProductsOwnAreSweptBelowEachPrefix() throws Exception {
        String ending = "-0f8fad5b-d9cb-469f-a165-70867728950e";
        ObjectKey upload = new ObjectKey("uploads/cells" + ending);
        List<Path> left = Stream.of("ensembles/a/versions/b", "events/order/c", "features/d", "results/e", "runs/f")
                .map(folder -> directory.resolve("store/photos").resolve(folder).resolve("x.json" + ending))
                .toList();
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            store.put(upload, new byte[] {1});
        }
        for (Path file : left) {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1, 2});
        }
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            assertThat(store.read(upload)).hasValue(new byte[] {1});
            assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        }
    }

    @Test
    void aFileCopiedByHandIsAnObjectLikeAnyOtherAndAnotherOneAfterAChange() throws Exception {
        ObjectKey key = new ObjectKey("incoming/cells/by-hand.png");
        Path file = directory.resolve("store/photos").resolve(key.value());
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1, 2, 3});
            ObjectSummary head = store.head(key).orElseThrow();
            assertThat(head.etag()).isNotBlank();
            assertThat(store.list("incoming/")).extracting(ObjectSummary::etag).containsExactly(head.etag());
            assertThat(store.read(key)).hasValue(new byte[] {1, 2, 3});
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            assertThat(store.head(key).orElseThrow().etag()).isNotBlank().isNotEqualTo(head.etag());
        }
    }

    private static String secretIn(Path directory) throws Exception {
        return StoreAddress.read(directory).orElseThrow().credentials().secretAccessKey();
    }
}
