package dev.stackwright.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.onnx.OnnxSession.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime on a CPU: one a process, there once it is loaded. */
public enum OnnxRuntime implements FeatureEngine {
    CPU;

    private static final System.Logger LOG = System.getLogger(OnnxRuntime.class.getName());

    /** A library as the runtime unpacks it, at the end of a line of {@code /proc/self/maps}. */
    private static final Pattern UNPACKED = Pattern.compile("/\\S.*/onnxruntime-java\\d+/[^/]+\\.so$");

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
            removeUnpacked(Path.of("/proc/self/maps"));
            return true;
        } catch (LinkageError | RuntimeException e) { // no library for this system, or nowhere to unpack it
            LOG.log(Level.WARNING, "ONNX Runtime cannot be loaded, going on with TensorFlow: {0}", e.toString());
            return false;
        }
    }

    /**
     * Deletes the folder that the runtime unpacked its libraries into: they are loaded, and it would leave the folder
     * behind at the end, and 30 MB in it where the process is killed. Only Linux tells where it is and lets it go.
     */
    static void removeUnpacked(Path maps) {
        if (!Files.isReadable(maps)) {
            return;
        }
        try (Stream<String> lines = Files.lines(maps)) {
            Set<Path> libraries = lines.map(UNPACKED::matcher)
                    .filter(Matcher::find)
                    .map(found -> Path.of(found.group()))
                    .collect(Collectors.toSet());
            for (Path library : libraries) {
                Files.deleteIfExists(library);
            }
            for (Path library : libraries) {
                Files.deleteIfExists(library.getParent());
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "the libraries of ONNX Runtime stay where they were unpacked: {0}", e.toString());
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

    /** A frozen network (batch norm folded) up to its pooled features, by ONNX Runtime. Thread-safe; close it. */
    static final class OnnxFeatureExtractor implements FeatureEngine.Extractor {

        private final ImageSpec spec;
        private final int channels;
        private final OnnxSession session;

        private OnnxFeatureExtractor(ImageSpec spec, int channels, OnnxSession session) {
            this.spec = spec;
            this.channels = channels;
            this.session = session;
        }

        /** As {@link FeatureEngine#extractor}. */
        static OnnxFeatureExtractor open(Network network, NetworkWeights weights, ImageSpec spec) {
            byte[] model = OnnxModel.features(network, weights, spec).toByteArray();
            try {
                return new OnnxFeatureExtractor(spec, network.channels(), OnnxSession.of(model));
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime refuses " + network.title() + ": " + e.getMessage(), e);
            }
        }

        @Override
        public FeatureMatrix features(PixelBatch batch) {
            batch.require(spec);
            float[] values = session.run(batch, List.of(new Wanted(OnnxModel.FEATURES, channels)))
                    .get(0);
            return new FeatureMatrix(batch.count(), channels, values);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
