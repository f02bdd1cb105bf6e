package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.network.FloatArray;
import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
            @ForAll @IntRange(min = -18, max = 18) int dx,
            @ForAll @IntRange(min = -18, max = 18) int dy) {
        byte[] images = new byte[2 * SIZE * SIZE * 3];
        new Random(dx * 100L + dy).nextBytes(images);
        byte[] expected = images.clone();
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int fromX = reflected(x - dx);
                int from = reflected(y - dy) * SIZE + (flip ? SIZE - 1 - fromX : fromX);
                System.arraycopy(images, from * 3, expected, (y * SIZE + x) * 3, 3);
            }
        }
        assertThat(run(images, new Augmentation(flip, dx, dy), Augmentation.NONE))
                .isEqualTo(expected);
    }

    private static int reflected(int at) {
        return at < 0 ? -1 - at : at >= SIZE ? 2 * SIZE - 1 - at : at;
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
