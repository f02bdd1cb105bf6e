package dev.stackwright.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

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
}
