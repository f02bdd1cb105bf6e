package dev.stackwright.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model that ONNX Runtime has loaded: uint8 pixels in, float32 rows out. Runs from any number of threads, which share
 * one pool of native threads, one a core. Owns native memory; whoever opens it closes it. Closing waits for calls under
 * way, which ONNX Runtime's own does not.
 */
final class OnnxSession implements AutoCloseable {

    /** The runtime keeps the memory of its largest call: see {@code Devices.imagesAtOnce} for what a batch costs. */
    private static final int PIXELS_AT_ONCE = 8 * 224 * 224;

    private final OrtEnvironment runtime;
    private final SessionOptions options;
    private final OrtSession session;
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    /** Memory for pixels outside of the heap, as many as calls ever ran at once. */
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    private boolean closed;

    /** How a session comes to its model. */
    @FunctionalInterface
    private interface Source {
        OrtSession open(OrtEnvironment runtime, SessionOptions options) throws OrtException;
    }

    private OnnxSession(Source source) throws OrtException {
        this.runtime = OnnxRuntime.environment();
        this.options = options();
        try {
            this.session = source.open(runtime, options);
        } catch (OrtException | RuntimeException | Error e) {
            options.close();
            throw e;
        }
    }

    /** @throws OrtException when it is no model that this runtime reads */
    static OnnxSession of(Path file) throws OrtException {
        return new OnnxSession((runtime, options) -> runtime.createSession(file.toString(), options));
    }

    /** @throws OrtException when it is no model that this runtime reads */
    static OnnxSession of(byte[] model) throws OrtException {
        return new OnnxSession((runtime, options) -> runtime.createSession(model, options));
    }

    private static SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            // by default the runtime counts the machine's cores, not those that a container may use
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            // a plan for each size of a batch would be kept
            options.setMemoryPatternOptimization(false);
            // between two operators of a call threads wait awake, since waking them takes a third of a small network's
            // time; once the last call under way has ended they sleep, so that an idle server costs nothing
            options.addConfigEntry("session.intra_op.allow_spinning", "1");
            options.addConfigEntry("session.force_spinning_stop", "1");
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    Map<String, NodeInfo> inputs() throws OrtException {
        return session.getInputInfo();
    }

    Map<String, NodeInfo> outputs() throws OrtException {
        return session.getOutputInfo();
    }

    /**
     * Runs all images, some at a time.
     *
     * @param wanted names of outputs and their width
     * @return each output's values in that order, row by row
     * @throws IllegalStateException after {@link #close}
     */
    List<float[]> run(PixelBatch batch, List<Wanted> wanted) {
        List<float[]> values = new ArrayList<>();
        wanted.forEach(output -> values.add(new float[batch.count() * output.width]));
        int size = batch.spec().size();
        int most = Math.max(1, PIXELS_AT_ONCE / (size * size));
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("expected an open model, found one that was closed");
            }
            for (int from = 0, count; from < batch.count(); from += count) {
                count = Math.min(most, batch.count() - from);
                run(batch, from, count, most, wanted, values);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not run the model: " + e.getMessage(), e);
        } finally {
            open.readLock().unlock();
        }
        return values;
    }

    /** An output's name and how many values it has for an image. */
    record Wanted(String name, int width) {}

    private void run(PixelBatch batch, int from, int count, int most, List<Wanted> wanted, List<float[]> into)
            throws OrtException {
        int image = batch.spec().bytes();
        ByteBuffer pooled = buffers.poll();
        ByteBuffer pixels =
                pooled == null ? ByteBuffer.allocateDirect(most * image).order(ByteOrder.nativeOrder()) : pooled;
        pixels.clear().put(batch.rgb(), from * image, count * image).flip();
        long size = batch.spec().size();
        long[] shape = {count, size, size, ImageSpec.CHANNELS};
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(output -> names.add(output.name));
        try (OnnxTensor input = OnnxTensor.createTensor(runtime, pixels, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(ModelFormat.PIXELS, input), names)) {
            for (int i = 0; i < wanted.size(); i++) {
                OnnxTensor output = (OnnxTensor) result.get(i);
                int width = wanted.get(i).width;
                output.getFloatBuffer().get(into.get(i), from * width, count * width);
            }
        } finally {
            buffers.add(pixels);
        }
    }

    /** May be called again. */
    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeBoth();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the model: " + e.getMessage(), e);
        } finally {
            open.writeLock().unlock();
        }
    }

    /** Options live as long as what was opened with them. */
    private void closeBoth() throws OrtException {
        try (SessionOptions last = options) {
            session.close();
        }
    }
}
