package dev.stackwright.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat64;

/**
 * A matrix X, float64 {@code [rows, channels]}, and its products with others by the engine's kernels on the processor. The
 * same input gives the same bits on the same number of processors. For one thread; owns native memory: close it.
 */
public final class FixedMatrix implements AutoCloseable {

    private final int rows;
    private final int channels;
    private final Graph graph = new Graph();
    private final TFloat64 matrix;
    private final Session session;
    private final Operand<TFloat64> fixed;
    private final Operand<TFloat64> other;
    private final Operand<TFloat64> timesTransposed;
    private final Operand<TFloat64> transposedTimes;

    /** @param values row by row; copied */
    public FixedMatrix(int rows, int channels, double[] values) {
        this.rows = rows;
        this.channels = channels;
        Ops tf = Ops.create(graph);
        fixed = tf.placeholder(TFloat64.class);
        other = tf.placeholder(TFloat64.class);
        timesTransposed = tf.linalg.matMul(fixed, other, MatMul.transposeB(true));
        transposedTimes = tf.linalg.matMul(other, fixed, MatMul.transposeA(true));
        // a copy to a GPU and back would cost more than the product
        session = new Session(
                graph, ConfigProto.newBuilder().putDeviceCount("GPU", 0).build());
        matrix = tensor(rows, channels, values);
    }

    /** X · Wᵀ into {@code out}, {@code [rows, columns]}; of {@code weights} the first {@code [columns, channels]}. */
    public void timesTransposed(double[] weights, int columns, double[] out) {
        run(timesTransposed, columns, channels, weights, rows * columns, out);
    }

    /** Rᵀ · X into the first {@code [columns, channels]} of {@code out}; {@code residuals} are {@code [rows, columns]}. */
    public void transposedTimes(double[] residuals, int columns, double[] out) {
        run(transposedTimes, rows, columns, residuals, columns * channels, out);
    }

    private void run(Operand<TFloat64> product, int height, int width, double[] values, int size, double[] out) {
        try (TFloat64 given = tensor(height, width, values);
                Result result = session.runner()
                        .feed(fixed, matrix)
                        .feed(other, given)
                        .fetch(product)
                        .run()) {
            result.get(0).asRawTensor().data().asDoubles().read(out, 0, size);
        }
    }

    private static TFloat64 tensor(int height, int width, double[] values) {
        return TFloat64.tensorOf(
                Shape.of(height, width), DataBuffers.of(values, true, false).narrow((long) height * width));
    }

    @Override
    public void close() {
        session.close();
        graph.close();
        matrix.close();
    }
}
