package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come with the program. */
class BakedVersionsTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    private static final EnsembleName NAME = new EnsembleName("tiny");

    @TempDir
    Path folder;

    private final MapObjectStore store = new MapObjectStore();
    private EnsembleRepository repository;
    private EnsembleVersion version;
    private Path baked;

    @BeforeEach
    void publishAndExport() {
        repository = new EnsembleRepository(
                store,
                NOON,
                folder.resolve("cache"),
                Optional.of(folder.resolve("baked")),
                new SavedModelFormat(Devices.AUTO));
        version = repository.publish(NAME, Drafts.numbered(1), Progress.NONE).version();
        baked = folder.resolve("baked").resolve(NAME.value()).resolve(version.value());
    }

    @Test
    void aBakedVersionIsLoadedWithoutAskingTheStore() throws IOException {
        bake();
        int before = store.opened();
        repository.load(NAME, version).close();
        assertThat(store.opened()).isEqualTo(before);
        assertThat(folder.resolve("cache").resolve(NAME.value())).doesNotExist();
    }

    @Test
    void aVersionThatIsNotBakedComesFromTheStore() {
        int before = store.opened();
        repository.load(NAME, version).close();
        assertThat(store.opened()).isGreaterThan(before);
    }

    @Test
    void aDamagedOneComesFromTheStoreAndIsLeftAsItIs() throws IOException {
        bake();
        Path model = baked.resolve(SavedModelFormat.FILE);
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);
        repository.load(NAME, version).close();
        assertThat(model).hasBinaryContent(bytes);
        assertThat(folder.resolve("cache").resolve(NAME.value())).isDirectory();
    }

    @Test
    void aManifestThatIsNoneOrOfAnotherVersionIsNotBelieved() throws IOException {
        bake();
        Path manifest = baked.resolve(Keys.MANIFEST);
        String other = Files.readString(manifest).replace(version.value(), "20200101t000000z-00000000");
        for (String text : new String[] {"{", "[]", other}) {
            Files.writeString(manifest, text);
            int before = store.opened();
            repository.load(NAME, version).close();
            assertThat(store.opened()).as(text).isGreaterThan(before);
        }
    }

    private void bake() throws IOException {
        repository.export(NAME, version, Files.createDirectories(baked));
    }
}
