package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stackwright.common.ChildJvm;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM of its own with a heap that neither grows nor shrinks, so that what moves is native memory. */
class NativeMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int LOADS = 100;
    private static final int SETTLED = 40;
    private static final int STEP = 20;
    private static final long TOLERANCE_KILOBYTES = 30_000;

    @TempDir
    Path folder;

    /** A model of 1.2 MB. Left open, 60 ensembles hold about 90 MB; closed, resident memory varies by 10 MB. */
    @ParameterizedTest
    @ValueSource(strings = {"tensorflow", "onnx"})
    void loadingAndClosingAHundredTimesLeavesNothingBehind(String engine) throws Exception {
        assumeTrue(Files.isReadable(STATUS), "resident memory is read from /proc");
        Process child = ChildJvm.of(
                        List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"),
                        NativeMemoryTest.class,
                        folder.toString(),
                        engine)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = child.inputReader()) {
            long settled = Long.parseLong(said.readLine());
            long last = Long.parseLong(said.readLine());
            assertThat(child.waitFor()).isZero();
            assertThat(last).isLessThan(settled + TOLERANCE_KILOBYTES);
        } finally {
            child.destroyForcibly();
        }
    }

    /** Prints resident kilobytes after the first loads and after all of them. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        EnsembleModel model = TinyNetwork.model(TinyEnsembles.labels(2), TinyEnsembles.SPEC, 2048);
        Manifest manifest = TinyEnsembles.manifest(model);
        PixelBatch photo = TinyEnsembles.photos(1, model.spec());
        ModelFormat format = args[1].equals("onnx") ? new OnnxFormat() : new SavedModelFormat(Devices.AUTO);
        format.write(model, folder);
        for (int i = 1; i <= LOADS; i++) {
            try (Predictor loaded = format.load(folder, manifest)) {
                loaded.predict(photo);
            }
            if (i % STEP == 0) {
                System.gc();
            }
            if (i == SETTLED || i == LOADS) {
                System.out.println(residentKilobytes());
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
