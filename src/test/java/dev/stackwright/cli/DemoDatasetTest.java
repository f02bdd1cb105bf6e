package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Progress;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDatasetTest {

    private final MapObjectStore store = new MapObjectStore();

    @TempDir
    Path folder;

    @Test
    void aFolderIsPackedInOrderWithSlashesBetweenNames() throws IOException {
        write("photos/train/cat/2.jpg", "two");
        write("photos/train/cat/1.jpg", "one");
        write("photos/validation/dog/3.jpg", "three");

        String location = DemoDataset.upload(folder.resolve("photos").toString(), store, Progress.NONE);

        assertThat(location).isEqualTo("s3://photos/uploads/demo.zip");
        assertThat(entries("uploads/demo.zip"))
                .containsExactly(
                        Map.entry("train/cat/1.jpg", "one"),
                        Map.entry("train/cat/2.jpg", "two"),
                        Map.entry("validation/dog/3.jpg", "three"));
    }

    @Test
    void aLinkToAFolderIsPackedAsTheFolder() throws IOException {
        write("photos/cat/1.jpg", "one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("photos"));

        DemoDataset.upload(link.toString(), store, Progress.NONE);

        assertThat(entries("uploads/demo.zip")).containsExactly(Map.entry("cat/1.jpg", "one"));
    }

    @Test
    void aZipGoesUpAsItIs() throws IOException {
        Path zip = write("x.zip", "these bytes");
        DemoDataset.upload(zip.toString(), store, Progress.NONE);
        assertThat(store.read(new ObjectKey("uploads/demo.zip")).orElseThrow())
                .asString()
                .isEqualTo("these bytes");
    }

    @Test
    void aUrlStaysWhereItIs() {
        String url = "https://example.org/x.zip";
        assertThat(DemoDataset.upload(url, store, Progress.NONE)).isEqualTo(url);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void withoutADatasetTheSampleIsDrawn() throws IOException {
        assertThat(DemoDataset.upload(null, store, Progress.NONE)).isEqualTo("s3://photos/uploads/drawn.zip");
        assertThat(entries("uploads/drawn.zip")).hasSize(690);
    }

    @Test
    void aMissingFolderIsNamed() {
        String missing = folder.resolve("nothing").toString();
        assertThatThrownBy(() -> DemoDataset.upload(missing, store, Progress.NONE))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--dataset")
                .hasMessageContaining(missing);
        assertThat(store.list("")).isEmpty();
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Map<String, String> entries(String key) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        byte[] bytes = store.read(new ObjectKey(key)).orElseThrow();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
