package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not the model of the manifest is called damaged, and nothing else happens. */
class DamagedModelTest {

    private static final EnsembleModel MODEL = TinyNetwork.model(TinyEnsembles.labels(2), TinyEnsembles.SPEC, 64);

    @TempDir
    Path folder;

    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        new SavedModelFormat(Devices.AUTO).write(MODEL, folder);
        file = folder.resolve(SavedModelFormat.FILE);
        whole = Files.readAllBytes(file);
    }

    @Test
    void aMissingFileIsDamage() throws IOException {
        Files.delete(file);
        damaged(TinyEnsembles.manifest(MODEL)).hasMessageContaining("cannot be read");
    }

    @Test
    void aFileCutShortAnywhereIsDamage() throws IOException {
        for (int length : new int[] {0, 1, 10, 100, whole.length / 3, whole.length - 200, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            damaged(TinyEnsembles.manifest(MODEL));
        }
    }

    @Test
    void noiseIsDamage() throws IOException {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        Files.write(file, noise);
        damaged(TinyEnsembles.manifest(MODEL));
    }

    @Test
    void flippedBytesAreDamageOrHarmless() throws IOException {
        for (int at = 0; at < whole.length; at += whole.length / 300 + 1) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x15;
            Files.write(file, flipped);
            try {
                SavedModelPredictor.load(folder, TinyEnsembles.manifest(MODEL), Devices.AUTO)
                        .close();
            } catch (EnsembleDamagedException e) {
                // the other of the two that may happen; anything else fails the test
            }
        }
    }

    @Test
    void aModelOfOtherLabelsImagesOrMembersIsDamage() {
        EnsembleModel labels = TinyNetwork.model(TinyEnsembles.labels(3), TinyEnsembles.SPEC, 64);
        damaged(TinyEnsembles.manifest(labels))
                .hasMessageContaining("expected probabilities as DT_FLOAT [-1, 3], found DT_FLOAT [-1, 2]");
        EnsembleModel images = TinyNetwork.model(TinyEnsembles.labels(2), new ImageSpec(64), 64);
        damaged(TinyEnsembles.manifest(images))
                .hasMessageContaining("expected pixels as DT_UINT8 [-1, 64, 64, 3], found DT_UINT8 [-1, 32, 32, 3]");
        EnsembleModel members = new EnsembleModel(
                MODEL.labels(),
                MODEL.spec(),
                Collections.nCopies(2, MODEL.members().get(0)),
                new Stack.Mean(),
                MODEL.temperature());
        damaged(TinyEnsembles.manifest(members)).hasMessageContaining("expected member_1 as DT_FLOAT [-1, 2]");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> damaged(Manifest manifest) {
        return assertThatThrownBy(() ->
                        SavedModelPredictor.load(folder, manifest, Devices.AUTO).close())
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining(SavedModelFormat.FILE + " is damaged");
    }
}
