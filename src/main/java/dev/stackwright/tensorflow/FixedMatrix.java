package dev.stackwright.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A matrix X, float32 {@code [rows, channels]}, and its products with others by the engine's kernels on the processor,
 * which are about four times as fast for float32 as for float64. The same input gives the same bits on the same number of
 * processors. Threads may share it; owns native memory: close it when none is at work on it.
 */
public final class FixedMatrix implements AutoCloseable {

    private final int rows;
    private final int channels;
    private final Graph graph = new Graph();
    private final TFloat32 matrix;
    private final Session session;
    private final Operand<TFloat32> fixed;
    private final Operand<TFloat32> other;
    private final Operand<TFloat32> timesTransposed;
    private final Operand<TFloat32> transposedTimes;

    /** @param values row by row; copied */
    public FixedMatrix(int rows, int channels, float[] values) {
        this.rows = rows;
        this.channels = channels;
        Ops tf = Ops.create(graph);
        fixed = tf.placeholder(TFloat32.class);
        other = tf.placeholder(TFloat32.class);
        timesTransposed = tf.linalg.matMul(fixed, other, MatMul.transposeB(true));
        transposedTimes = tf.linalg.matMul(other, fixed, MatMul.transposeA(true));
        session = new Session(graph, SymmetricMatrix.onTheProcessor());
        try {
            matrix = tensor(rows, channels, values);
        } catch (RuntimeException | Error e) { // no memory for a copy
            session.close();
            graph.close();
            throw e;
        }
    }

    public int rows() {
        return rows;
    }

    /** X · Wᵀ, {@code [rows, columns]}; {@code weights} are {@code [columns, channels]}. */
    public float[] timesTransposed(float[] weights, int columns) {
        return run(timesTransposed, columns, channels, weights, rows * columns);
    }

    /** Rᵀ · X, {@code [columns, channels]}; {@code residuals} are {@code [rows, columns]}. */
    public float[] transposedTimes(float[] residuals, int columns) {
        return run(transposedTimes, rows, columns, residuals, columns * channels);
    }

    private float[] run(Operand<TFloat32> product, int height, int width, float[] values, int size) {
        float[] out = new float[size];
        try (TFloat32 given = tensor(height, width, values);
                Result result = session.runner()
                        .feed(fixed, matrix)
                        .feed(other, given)
                        .fetch(product)
                        .run()) {
            result.get(0).asRawTensor().data().asFloats().read(out);
        }
        return out;
    }

    private static TFloat32 tensor(int height, int width, float[] values) {
        return TFloat32.tensorOf(Shape.of(height, width), DataBuffers.of(values, true, false));
    }

    @Override
    public void close() {
        session.close();
        graph.close();
        matrix.close();
    }
}
