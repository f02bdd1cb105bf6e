package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.network.FloatArray;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

class AugmentingProperties {

    private static final int SIZE = 37;
    private static Graph graph;
    private static Session session;
    private static Operand<TUint8> pixels;
    private static Operand<TFloat32> transforms;
    private static Operand<TUint8> augmented;

    @BeforeContainer
    static void open() {
        graph = new Graph();
        Ops tf = Ops.create(graph);
        pixels = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE, 3)));
        transforms = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.WIDTH)));
        augmented = Augmenting.augmented(tf, pixels, transforms, SIZE);
        session = Devices.AUTO.open(graph);
    }

    @AfterContainer
    static void close() {
        session.close();
        graph.close();
    }

    /** Beside it in the batch an image that is left alone: it comes back as it was. */
    @Property(tries = 100)
    void eachPixelComesFromWhereItShould(
            @ForAll boolean flip,
            @ForAll @DoubleRange(max = 0.5) double left,
            @ForAll @DoubleRange(max = 0.5) double top,
            @ForAll @DoubleRange(min = 0.3, max = 0.5) double width,
            @ForAll @DoubleRange(min = 0.3, max = 0.5) double height) {
        byte[] images = new byte[2 * SIZE * SIZE * 3];
        new Random(Double.hashCode(left + top)).nextBytes(images);
        byte[] found = run(images, new Augmentation(flip, left, top, width, height, 1, 1, 1), Augmentation.NONE);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double fromX = left * SIZE + ((flip ? SIZE - 1 - x : x) + 0.5) * width - 0.5;
                double fromY = top * SIZE + (y + 0.5) * height - 0.5;
                for (int c = 0; c < 3; c++) {
                    // cut to whole numbers, after sums in single precision
                    assertThat((double) (found[(y * SIZE + x) * 3 + c] & 0xff))
                            .isCloseTo(between(images, fromX, fromY, c) - 0.5, offset(0.6));
                }
            }
        }
        int one = SIZE * SIZE * 3;
        assertThat(Arrays.copyOfRange(found, one, 2 * one)).isEqualTo(Arrays.copyOfRange(images, one, 2 * one));
    }

    @Property(tries = 2)
    void aFlipAloneIsExact(@ForAll boolean flip) {
        byte[] images = new byte[SIZE * SIZE * 3];
        new Random(3).nextBytes(images);
        byte[] expected = images.clone();
        for (int i = 0; flip && i < SIZE * SIZE; i++) {
            System.arraycopy(images, (i / SIZE * SIZE + SIZE - 1 - i % SIZE) * 3, expected, i * 3, 3);
        }
        assertThat(run(images, new Augmentation(flip, 0, 0, 1, 1, 1, 1, 1))).isEqualTo(expected);
    }

    private static double between(byte[] image, double x, double y, int c) {
        double value = 0;
        for (int i = 0; i < 4; i++) {
            int atX = (int) Math.floor(x) + i % 2;
            int atY = (int) Math.floor(y) + i / 2;
            double weight = (1 - Math.abs(x - atX)) * (1 - Math.abs(y - atY));
            value += weight * (image[(inside(atY) * SIZE + inside(atX)) * 3 + c] & 0xff);
        }
        return value;
    }

    private static int inside(int at) {
        return Math.max(0, Math.min(SIZE - 1, at));
    }

    private static byte[] run(byte[] images, Augmentation... augmentations) {
        long[] shape = {augmentations.length, Augmenting.WIDTH};
        try (TUint8 input = Tensors.images(augmentations.length, SIZE, images);
                TFloat32 how = Tensors.of(new FloatArray(shape, Augmenting.transforms(augmentations, SIZE)));
                Result result = session.runner()
                        .feed(pixels, input)
                        .feed(transforms, how)
                        .fetch(augmented)
                        .run()) {
            byte[] out = new byte[images.length];
            ((TUint8) result.get(0)).asRawTensor().data().read(out);
            return out;
        }
    }
}
