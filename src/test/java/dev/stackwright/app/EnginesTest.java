package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.app.StackwrightConfig.Engine;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat.EngineAgreement;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.TinyEnsembles;
import dev.stackwright.ensemble.TinyNetwork;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {

    private static final EnsembleModel MODEL = TinyNetwork.model(TinyEnsembles.labels(2), TinyEnsembles.SPEC, 16);

    @TempDir
    Path folder;

    private Manifest manifest;

    @BeforeEach
    void write() {
        List<String> files = engines(Engine.AUTO).write(MODEL, folder);
        assertThat(files).containsExactly("saved_model.pb", "model.onnx");
        manifest = TinyEnsembles.manifest(MODEL, "saved_model.pb", "model.onnx");
    }

    @Test
    void onACpuOnnxRuntimeAnswersWhereTheVersionHasAModelForIt() throws IOException {
        assertThat(engines(Engine.AUTO).files(manifest)).containsExactly("model.onnx");
        Files.delete(folder.resolve("saved_model.pb"));
        assertThat(answer(Engine.AUTO)).isBetween(0.0, 1.0);
        assertThat(answer(Engine.ONNX)).isEqualTo(answer(Engine.AUTO));
        assertThat(engines(Engine.AUTO).computation().brief()).startsWith("onnxruntime-");
    }

    @Test
    void tensorFlowAnswersWhereItIsChosenAndSaysTheSame() throws IOException {
        double expected = answer(Engine.ONNX);
        Files.delete(folder.resolve("model.onnx"));
        assertThat(engines(Engine.TENSORFLOW).files(manifest)).containsExactly("saved_model.pb");
        assertThat(answer(Engine.TENSORFLOW)).isCloseTo(expected, within(1e-5));
        assertThat(engines(Engine.TENSORFLOW).computation().brief()).startsWith("tensorflow-");
    }

    @Test
    void aVersionFromBeforeIsAnsweredByTensorFlowUnlessOnnxRuntimeIsAskedFor() throws IOException {
        Files.delete(folder.resolve("model.onnx"));
        manifest = TinyEnsembles.manifest(MODEL, "saved_model.pb");
        assertThat(answer(Engine.AUTO)).isBetween(0.0, 1.0);
        assertThatThrownBy(() -> answer(Engine.ONNX))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("published without model.onnx")
                .hasMessageContaining("set it to auto");
    }

    @Test
    void whatBothAnswerIsComparedAndAnotherModelIsNoticed() {
        PixelBatch photos = TinyEnsembles.photos(5, TinyEnsembles.SPEC);
        EngineAgreement agreement =
                engines(Engine.AUTO).agreement(folder, manifest, () -> photos).orElseThrow();
        assertThat(agreement.photos()).isEqualTo(5);
        assertThat(agreement.sameLabel()).isEqualTo(5);
        assertThat(agreement.probabilitiesWithin()).isBetween(1e-7, 1e-5);

        EnsembleModel other =
                new EnsembleModel(MODEL.labels(), MODEL.spec(), MODEL.members(), MODEL.stack(), new Temperature(3));
        new OnnxFormat().write(other, folder);
        EngineAgreement apart =
                engines(Engine.AUTO).agreement(folder, manifest, () -> photos).orElseThrow();
        assertThat(apart.sameLabel()).isEqualTo(5);
        assertThat(apart.probabilitiesWithin()).isGreaterThanOrEqualTo(1e-3);
    }

    @Test
    void whereTensorFlowIsChosenNoPhotosAreAskedFor() {
        assertThat(engines(Engine.TENSORFLOW).agreement(folder, manifest, () -> {
                    throw new AssertionError("no photos were expected to be asked for");
                }))
                .isEmpty();
    }

    private double answer(Engine wanted) {
        try (Predictor predictor = engines(wanted).load(folder, manifest)) {
            return predictor
                    .predict(TinyEnsembles.photos(1, TinyEnsembles.SPEC))
                    .ensemble()
                    .at(0, 0);
        }
    }

    private static Engines engines(Engine wanted) {
        return new Engines(wanted, Devices.CPU);
    }
}
