package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.onnx.OnnxFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class OnnxModelTest extends ModelFormatContract {

    private static final EnsembleModel MODEL = TinyNetwork.model(TinyEnsembles.labels(2), TinyEnsembles.SPEC, 16);

    @Override
    ModelFormat format() {
        return new OnnxFormat();
    }

    @Test
    void aFileThatIsMissingOrCutShortOrSomethingElseIsDamage() throws IOException {
        format().write(MODEL, folder);
        Path file = folder.resolve(OnnxFormat.FILE);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 100, whole.length / 3, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            damaged(TinyEnsembles.manifest(MODEL));
        }
        Files.delete(file);
        damaged(TinyEnsembles.manifest(MODEL)).hasMessageContaining("cannot be read");
    }

    @Test
    void aModelOfOtherLabelsImagesOrMembersIsDamage() {
        format().write(MODEL, folder);
        damaged(TinyEnsembles.manifest(TinyNetwork.model(TinyEnsembles.labels(3), TinyEnsembles.SPEC, 16)))
                .hasMessageContaining("expected probabilities as FLOAT [-1, 3], found FLOAT [-1, 2]");
        damaged(TinyEnsembles.manifest(TinyNetwork.model(TinyEnsembles.labels(2), new ImageSpec(64), 16)))
                .hasMessageContaining("expected pixels as UINT8 [-1, 64, 64, 3], found UINT8 [-1, 32, 32, 3]");
        EnsembleModel twins = new EnsembleModel(
                MODEL.labels(),
                MODEL.spec(),
                Collections.nCopies(2, MODEL.members().get(0)),
                new Stack.Mean(),
                MODEL.temperature());
        damaged(TinyEnsembles.manifest(twins)).hasMessageContaining("expected member_1 as FLOAT [-1, 2]");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> damaged(Manifest manifest) {
        return assertThatThrownBy(() -> format().load(folder, manifest).close())
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining(OnnxFormat.FILE + " is damaged");
    }
}
