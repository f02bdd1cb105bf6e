package dev.stackwright.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime on a CPU: one a process, there once it is loaded. */
public enum OnnxRuntime implements FeatureEngine {
    CPU;

    private static final System.Logger LOG = System.getLogger(OnnxRuntime.class.getName());

    /** Null before the first look. Guarded by the class. */
    private static @Nullable Boolean loads;

    /** Whether its library can be loaded on this system, looked for once in a process; else why not is logged. */
    public static synchronized boolean available() {
        Boolean known = loads;
        if (known == null) {
            known = load();
            loads = known;
        }
        return known;
    }

    private static boolean load() {
        try {
            environment();
            return true;
        } catch (LinkageError | RuntimeException e) { // no library for this system, or nowhere to unpack it
            LOG.log(Level.WARNING, "ONNX Runtime cannot be loaded, going on with TensorFlow: {0}", e.toString());
            return false;
        }
    }

    /** The process's own, which is never closed. */
    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "stackwright");
    }

    @Override
    public Extractor extractor(Network network, NetworkWeights weights, ImageSpec spec) {
        return OnnxFeatureExtractor.open(network, weights, spec);
    }

    @Override
    public Computation computation() {
        return new Computation("onnxruntime", environment().getVersion(), "cpu", "float32");
    }
}
