package dev.stackwright.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What this machine could do at best. */
final class Floor {

    private static final int EDGE = 1024;
    private static final int CALLS = 20;

    private Floor() {}

    /** Billions of float32 operations a second in a product of two matrices of 1,024 by 1,024, the best of some. */
    static double gigaflops() {
        try (Graph graph = new Graph();
                TFloat32 halves = TFloat32.tensorOf(
                        Shape.of(EDGE, EDGE), values -> values.scalars().forEach(value -> value.setFloat(0.5f)))) {
            Ops tf = Ops.create(graph);
            // fed, since what is constant would be computed once
            Operand<TFloat32> matrix = tf.placeholder(TFloat32.class);
            Operand<TFloat32> sum = tf.reduceSum(tf.linalg.matMul(matrix, matrix), tf.array(0, 1));
            double best = Double.POSITIVE_INFINITY;
            try (Session session = new Session(graph)) {
                for (int i = 0; i < CALLS; i++) {
                    long start = System.nanoTime();
                    session.runner().feed(matrix, halves).fetch(sum).run().close();
                    best = Math.min(best, System.nanoTime() - start);
                }
            }
            return 2.0 * EDGE * EDGE * EDGE / best;
        }
    }

    static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
