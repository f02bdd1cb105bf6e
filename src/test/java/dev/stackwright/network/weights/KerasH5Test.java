package dev.stackwright.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasH5Test {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("tiny_no_top.h5");
    }

    @Test
    void aFileOfKeras2BecomesTheWeightsOfTheNetwork() {
        KerasFile.fitting().write(file);
        expectTheWeights(read());
    }

    /** Files of src/test/python/tiny_keras_files.py: layers without weights, each kind of string, filter and number. */
    @ParameterizedTest
    @ValueSource(strings = {"fixed_names.h5", "deflated.h5"})
    void filesAsKerasWritesThemAreRead(String name) throws IOException {
        copy(name);
        expectTheWeights(read());
    }

    @Test
    void halfPrecisionIsRead() throws IOException {
        copy("half.h5");
        NetworkWeights weights = read();
        assertThat(weights.tensors().get(1).values()).containsExactly(1000, 1001, 1002, 1003);
    }

    @Test
    void aWholeSavedModelHasItsWeightsOneGroupDeeper() {
        KerasFile.fitting().writeBelow("model_weights", file);
        expectTheWeights(read());
    }

    @Test
    void layersAreTakenByTheirOrderWhateverTheyAreCalled() {
        new KerasFile()
                .layer("convolution2d_17", "convolution2d_17_W:0", KerasFile.values(0, 3, 3, 3, 4))
                .layer(
                        "batchnormalization_17",
                        "a:0",
                        KerasFile.values(1000, 4),
                        "b:0",
                        KerasFile.values(2000, 4),
                        "c:0",
                        KerasFile.values(3000, 4),
                        "d:0",
                        KerasFile.values(4000, 4))
                .layer("x", "x/kernel:0", KerasFile.values(5000, 3, 3, 4, 1))
                .layer(
                        "y",
                        "y/depthwise_kernel:0",
                        KerasFile.values(6000, 3, 3, 4, 1),
                        "y/pointwise_kernel:0",
                        KerasFile.values(7000, 1, 1, 4, 2))
                .write(file);
        expectTheWeights(read());
    }

    @Test
    void doublesAreRead() {
        double[] mean = {3000, 3001, 3002, 3003};
        KerasFile.fitting()
                .layer(
                        "norm",
                        "norm/gamma:0",
                        KerasFile.values(1000, 4),
                        "norm/beta:0",
                        KerasFile.values(2000, 4),
                        "norm/moving_mean:0",
                        mean,
                        "norm/moving_variance:0",
                        KerasFile.values(4000, 4))
                .write(file);
        expectTheWeights(read());
    }

    @Test
    void missingAndUnusedWeightsAreListedAtOnce() {
        KerasFile.fitting()
                .without("deep")
                .without("both")
                .layer(
                        "predictions",
                        "predictions/kernel:0",
                        KerasFile.values(0, 4, 2),
                        "predictions/bias:0",
                        KerasFile.values(0, 2))
                .write(file);
        refused()
                .hasMessageContaining("tiny_no_top.h5 does not fit the network: expected 8 weights, found 7")
                .hasMessageContaining("missing (3): deep/kernel [3, 3, 4, 1], both/depthwise_kernel [3, 3, 4, 1],"
                        + " both/pointwise_kernel [1, 1, 4, 2]")
                .hasMessageContaining("unused (2): predictions/kernel:0 [4, 2], predictions/bias:0 [2]");
    }

    @Test
    void everyWrongShapeIsNamedWithTheExpectedOne() {
        KerasFile.fitting()
                .layer("conv", "conv/kernel:0", KerasFile.values(0, 3, 3, 3, 8))
                .layer("deep", "deep/depthwise_kernel:0", KerasFile.values(0, 5, 5, 4, 1))
                .write(file);
        refused()
                .hasMessageContaining(
                        "wrong (2): conv/kernel:0 [3, 3, 3, 8] where conv/kernel [3, 3, 3, 4] is expected,"
                                + " deep/depthwise_kernel:0 [5, 5, 4, 1] where deep/kernel [3, 3, 4, 1] is expected");
    }

    @Test
    void weightsOfEqualShapeInAnotherOrderAreNoticed() {
        KerasFile.fitting()
                .layer(
                        "norm",
                        "norm/beta:0",
                        KerasFile.values(2000, 4),
                        "norm/gamma:0",
                        KerasFile.values(1000, 4),
                        "norm/moving_mean:0",
                        KerasFile.values(3000, 4),
                        "norm/moving_variance:0",
                        KerasFile.values(4000, 4))
                .write(file);
        refused().hasMessageContaining("norm/beta:0 [4] where norm/gamma [4] is expected");
    }

    @Test
    void aMissingLayerIsFoundAlsoWhereNamesSayNothing() {
        new KerasFile()
                .layer("c_1", "c_1/kernel:0", KerasFile.values(0, 3, 3, 3, 4))
                .layer("d_1", "d_1/depthwise_kernel:0", KerasFile.values(0, 3, 3, 4, 1))
                .layer(
                        "s_1",
                        "s_1/depthwise_kernel:0",
                        KerasFile.values(0, 3, 3, 4, 1),
                        "s_1/pointwise_kernel:0",
                        KerasFile.values(0, 1, 1, 4, 2))
                .write(file);
        refused()
                .hasMessageContaining("missing (4): norm/gamma [4], norm/beta [4], norm/moving_mean [4],"
                        + " norm/moving_variance [4]")
                .hasMessageNotContaining("unused");
    }

    @Test
    void integersAndNumbersThatAreNotFiniteAreRefused() {
        KerasFile.fitting().layer("conv", "conv/kernel:0", new int[3][3][3][4]).write(file);
        refused().hasMessageContaining("expected floating-point numbers in conv/kernel:0 [3, 3, 3, 4], found int");
        float[][][][] kernel = new float[3][3][3][4];
        kernel[1][2][0][3] = Float.NaN;
        Path second = KerasFile.fitting().layer("conv", "conv/kernel:0", kernel).write(folder.resolve("second.h5"));
        assertThatThrownBy(() -> KerasH5.read(second, "tiny", KerasFile.network()))
                .hasMessageContaining("expected finite numbers in conv/kernel:0 [3, 3, 3, 4], found NaN");
    }

    @Test
    void aFileCutShortIsNamedTruncatedWhereverItWasCut() throws IOException {
        byte[] whole = Files.readAllBytes(KerasFile.fitting().write(file));
        for (int length : new int[] {1, 7, 20, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused().hasMessageContaining(length < 8 ? "expected an HDF5 file" : "truncated");
        }
    }

    @Test
    void damagedBytesNeverEscapeAsAnythingElse() throws IOException {
        byte[] whole = Files.readAllBytes(KerasFile.fitting().write(file));
        for (int at = 8; at < whole.length; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) 0xff;
            Files.write(file, damaged);
            try {
                read();
            } catch (WeightsException e) {
                assertThat(e).hasMessageContaining("tiny_no_top.h5");
            }
        }
    }

    @Test
    void whatIsFoundInPlaceOfWeightsIsCalledByItsName() throws IOException {
        Files.write(file, new byte[0]);
        refused().hasMessageContaining("the file is empty");
        Files.writeString(file, "\n<!DOCTYPE html><html><body>404</body></html>");
        refused().hasMessageContaining("found an HTML page");
        Files.writeString(file, "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>");
        refused().hasMessageContaining("found an XML document");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        refused().hasMessageContaining("Git LFS pointer");
        Files.writeString(file, "PK\u0003\u0004model");
        refused().hasMessageContaining("zip archive");
        Files.writeString(file, "no weights at all");
        refused().hasMessageContaining("a file that begins with other bytes");
    }

    @Test
    void anHdf5FileOfSomethingElseIsRefused() {
        try (var hdf = HdfFile.write(file)) {
            hdf.putDataset("temperatures", new float[] {1, 2});
        }
        refused().hasMessageContaining("expected the attribute layer_names on /");
    }

    @Test
    void weightsOfKeras3AreNamedAsSuchWithWhatToDo() throws IOException {
        try (var hdf = HdfFile.write(file)) {
            hdf.putGroup("layers").putGroup("conv2d").putGroup("vars").putDataset("0", new float[] {1, 2});
        }
        refused()
                .hasMessageContaining("weights of Keras 3 (.weights.h5)")
                .hasMessageContaining("model.save('NAME.h5')");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        refused().hasMessageContaining("a model of Keras 3 (.keras)").hasMessageContaining("model.save('NAME.h5')");
    }

    @Test
    void theDirectoryNamesTheFileThatItLacks() {
        var network = Networks.named("mobilenet-v2");
        assertThatThrownBy(() -> new DirectoryWeights(folder).weights(network))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(
                        folder.resolve(network.published().fileName()).toString())
                .hasMessageContaining(network.published().address().toString());
    }

    private void copy(String resource) throws IOException {
        try (InputStream in = KerasH5Test.class.getResourceAsStream("/weights/" + resource)) {
            Files.copy(in, file);
        }
    }

    private NetworkWeights read() {
        return KerasH5.read(file, "tiny", KerasFile.network());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(this::read)
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("tiny: weights file ");
    }

    private static void expectTheWeights(NetworkWeights weights) {
        assertThat(weights.network()).isEqualTo("tiny");
        assertThat(weights.origin()).isEqualTo("tiny_no_top.h5");
        List<NamedTensor> tensors = weights.tensors();
        assertThat(tensors).hasSize(8);
        for (int i = 0; i < 8; i++) {
            NamedTensor tensor = tensors.get(i);
            assertThat(tensor.name()).isEqualTo(KerasFile.network().get(i).name());
            assertThat(tensor.shape())
                    .containsExactly(KerasFile.network().get(i).shape().toArray(Long[]::new));
            for (int j = 0; j < tensor.values().length; j++) {
                assertThat(tensor.values()[j]).isEqualTo(1000 * i + j);
            }
        }
    }
}
