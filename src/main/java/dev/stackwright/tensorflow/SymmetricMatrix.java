package dev.stackwright.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat64;

/** Products and eigenvalues in float64 by the engine's kernels on the processor. Stateless. */
public final class SymmetricMatrix {

    /**
     * What A · v = λ · v has for solutions.
     *
     * @param values ascending
     * @param vectors {@code [size, size]}, row by row; column i has length 1 and belongs to value i
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Eigen(double[] values, double[] vectors) {}

    private SymmetricMatrix() {}

    /** Of a symmetric matrix {@code [size, size]}; about 10 · size³ operations. */
    public static Eigen eigen(double[] matrix, int size) {
        try (Graph graph = new Graph()) {
            Operand<TFloat64> given = Ops.create(graph).placeholder(TFloat64.class);
            SelfAdjointEig<TFloat64> eigen = Ops.create(graph).linalg.selfAdjointEig(given);
            try (Session session = new Session(graph, onTheProcessor());
                    TFloat64 tensor = tensor(size, size, matrix);
                    Result result = session.runner()
                            .feed(given, tensor)
                            .fetch(eigen.e())
                            .fetch(eigen.v())
                            .run()) {
                return new Eigen(read(result, 0, size), read(result, 1, size * size));
            }
        }
    }

    /** Aᵀ · B, {@code [a's width, b's width]}, both with {@code height} rows. */
    public static double[] transposedTimes(double[] a, double[] b, int height) {
        return product(a, true, b, false, height);
    }

    /** A · Bᵀ, {@code [a's height, b's height]}, both with {@code width} columns. */
    public static double[] timesTransposed(double[] a, double[] b, int width) {
        return product(a, false, b, true, width);
    }

    private static double[] product(double[] a, boolean aTurned, double[] b, boolean bTurned, int inner) {
        int height = a.length / inner;
        int width = b.length / inner;
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat64> left = tf.placeholder(TFloat64.class);
            Operand<TFloat64> right = tf.placeholder(TFloat64.class);
            Operand<TFloat64> product =
                    tf.linalg.matMul(left, right, MatMul.transposeA(aTurned), MatMul.transposeB(bTurned));
            try (Session session = new Session(graph, onTheProcessor());
                    TFloat64 first = aTurned ? tensor(inner, height, a) : tensor(height, inner, a);
                    TFloat64 second = bTurned ? tensor(width, inner, b) : tensor(inner, width, b);
                    Result result = session.runner()
                            .feed(left, first)
                            .feed(right, second)
                            .fetch(product)
                            .run()) {
                return read(result, 0, Math.multiplyExact(height, width));
            }
        }
    }

    /** A copy to a GPU and back would cost more than a product, and so would waiting for another thread to begin it. */
    static ConfigProto onTheProcessor() {
        return ConfigProto.newBuilder()
                .setInterOpParallelismThreads(-1)
                .putDeviceCount("GPU", 0)
                .build();
    }

    private static double[] read(Result result, int index, int size) {
        double[] out = new double[size];
        result.get(index).asRawTensor().data().asDoubles().read(out);
        return out;
    }

    private static TFloat64 tensor(int height, int width, double[] values) {
        return TFloat64.tensorOf(Shape.of(height, width), DataBuffers.of(values, true, false));
    }
}
