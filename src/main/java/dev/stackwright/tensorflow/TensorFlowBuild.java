package dev.stackwright.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/** Which of TensorFlow's native builds this product was built with, as Maven wrote it down. */
public final class TensorFlowBuild {

    private static final String FILE = "tensorflow-build.properties";

    private TensorFlowBuild() {}

    /** Whether it is the one for NVIDIA GPUs ({@code mvn -Pgpu}), which needs what {@link CudaLibrary} names. */
    public static boolean forGpu() {
        return classifier().endsWith("-gpu");
    }

    /** The classifier of {@code tensorflow-core-native}, e.g. {@code linux-x86_64-gpu}. */
    public static String classifier() {
        try (InputStream in = TensorFlowBuild.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("expected " + FILE + " beside " + TensorFlowBuild.class.getName()
                        + ", found none; build with Maven");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("classifier", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    /**
     * What the GPU build of TensorFlow 2.18 opens by name before it uses a GPU: the driver, and the libraries of its {@code
     * DsoLoader::TryDlopenCUDALibraries} (third_party/xla/xla/tsl/platform/default/dso_loader.cc). One that is missing
     * makes it fall back to the CPU.
     */
    public enum CudaLibrary {
        DRIVER("libcuda.so.1"),
        RUNTIME("libcudart.so.12"),
        CUBLAS("libcublas.so.12"),
        CUBLAS_LT("libcublasLt.so.12"),
        CUFFT("libcufft.so.11"),
        CUSOLVER("libcusolver.so.11"),
        CUSPARSE("libcusparse.so.12"),
        CUDNN("libcudnn.so.9");

        private final String file;

        CudaLibrary(String file) {
            this.file = file;
        }

        /** The name that the dynamic loader looks for. */
        public String file() {
            return file;
        }

        /** Those that do not load here, each with the dynamic loader's reason. Loads those that do, for good. */
        public static List<String> missing() {
            var unused = TensorFlow.version(); // its native part holds the call that loads by name
            return Arrays.stream(values())
                    .map(CudaLibrary::fault)
                    .flatMap(Optional::stream)
                    .toList();
        }

        private Optional<String> fault() {
            try {
                Loader.loadGlobal(file);
                return Optional.empty();
            } catch (UnsatisfiedLinkError e) {
                String reason = String.valueOf(e.getMessage());
                return Optional.of(reason.startsWith(file) ? reason : file + ": " + reason);
            }
        }
    }
}
