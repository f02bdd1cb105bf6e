package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalUploadsTest {

    private static final String URL = "https://example.org/a.jpg";

    private final MapObjectStore store = new MapObjectStore();

    @TempDir
    Path folder;

    private String photo;

    @BeforeEach
    void writeAPhoto() throws IOException {
        photo = Files.writeString(folder.resolve("a photo.jpg"), "pixels").toString();
    }

    @Test
    void aFileGoesThroughTheStoreAndAUrlStaysAsItIs() {
        try (LocalUploads local = LocalUploads.upload(List.of(URL, photo), store, "one")) {
            assertThat(local.urls()).hasSize(2).first().isEqualTo(URL);
            assertThat(local.urls().get(1)).startsWith("s3://photos/uploads/");
            ObjectKey key = new ObjectKey(local.urls().get(1).substring("s3://photos/".length()));
            assertThat(store.read(key).orElseThrow()).asString().isEqualTo("pixels");
        }
        assertThat(store.list("")).as("objects left behind").isEmpty();
    }

    /** What cannot be read, be it a folder, a pattern or a name, stops none of the others. */
    @Test
    void anArgumentThatCannotBeReadKeepsItsPlaceAndFailsAlone() {
        String pattern = folder + "/[";
        String data = "data:image/png;base64," + "A".repeat(100);
        List<String> names =
                ImageArguments.of(List.of(pattern, "nul\0name", photo, data)).names();
        assertThat(names).containsExactly(pattern, "nul\0name", photo, data);
        try (LocalUploads local = LocalUploads.upload(names, store, "one")) {
            assertThat(local.urls()).hasSize(2).last().isEqualTo(data);
            assertThat(local.named(local.urls().stream()
                            .map(url -> ClassifyReply.Result.failed(url, "answered", "why"))
                            .toList()))
                    .extracting(result -> result.error().code())
                    .containsExactly("not-readable", "not-readable", "answered", "answered");
        }
    }

    @Test
    void answersAreNamedByTheFilesThatWereAskedFor() {
        try (LocalUploads local = LocalUploads.upload(List.of(photo, URL), store, "one")) {
            List<ClassifyReply.Result> answers = local.urls().stream()
                    .map(url -> ClassifyReply.Result.failed(url, "code", "why"))
                    .toList();
            assertThat(local.named(answers))
                    .extracting(ClassifyReply.Result::url)
                    .containsExactly(photo, URL);
        }
    }

    @Test
    void twoFilesOfTheSameContentKeepTheirNames() throws IOException {
        String other = Files.copy(Path.of(photo), folder.resolve("b.jpg")).toString();
        try (LocalUploads local = LocalUploads.upload(List.of(photo, other), store, "one")) {
            assertThat(local.urls()).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatAnotherCommandUploadedStaysWhereItIs() {
        try (LocalUploads one = LocalUploads.upload(List.of(photo), store, "one")) {
            LocalUploads.upload(List.of(photo), store, "two").close();
            assertThat(store.list("uploads/one/")).hasSize(1);
            assertThat(one.urls()).hasSize(1);
        }
    }

    @Test
    void theSameFileTwiceIsAskedForTwice() {
        try (LocalUploads local = LocalUploads.upload(List.of(photo, photo), store, "one")) {
            assertThat(local.urls()).hasSize(2);
        }
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void aMissingFileAndAFolderFailAloneInTheirPlace() {
        String missing = folder.resolve("none.jpg").toString();
        try (LocalUploads local = LocalUploads.upload(List.of(missing, photo, folder.toString()), store, "one")) {
            assertThat(local.urls()).hasSize(1);
            List<ClassifyReply.Result> named =
                    local.named(List.of(ClassifyReply.Result.failed(local.urls().get(0), "code", "answer")));
            assertThat(named).extracting(ClassifyReply.Result::url).containsExactly(missing, photo, folder.toString());
            assertThat(named)
                    .extracting(result -> result.error().message())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("no such file: " + missing),
                            second -> assertThat(second).isEqualTo("answer"),
                            third -> assertThat(third).contains("the folder " + folder));
        }
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void aDeleteThatFailsLeavesNoOtherUploadBehind() throws IOException {
        String second = Files.writeString(folder.resolve("b.jpg"), "others").toString();
        String third = Files.writeString(folder.resolve("c.jpg"), "more").toString();
        AtomicInteger deletes = new AtomicInteger();
        ObjectStore failing = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("delete") && deletes.getAndIncrement() == 0) {
                        throw new StoreException("the store is away", null);
                    }
                    return method.invoke(store, arguments);
                });
        LocalUploads local = LocalUploads.upload(List.of(photo, second, third), failing, "one");
        assertThatThrownBy(local::close).isInstanceOf(StoreException.class);
        assertThat(store.list("")).as("only what could not be deleted").hasSize(1);
    }

    @Test
    void filesAreDeletedWhenClassifyingFails() {
        TestConsole console = new TestConsole();
        assertThat(console.run("classify", "none", photo)).isEqualTo(1);
        assertThat(console.services.store.list("")).isEmpty();
    }
}
