package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.DefaultNames;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import java.util.List;

/**
 * InceptionV3 (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015, arXiv 1512.00567), as
 * in Keras' {@code applications/inception_v3.py}. Most layers have no name there: the order in which they are made
 * numbers them, and so does the order of the lines here.
 */
final class InceptionV3<T> {

    private static final BatchNorm NORM = new BatchNorm(false, 1e-3, 0.99);

    private final Layers<T> on;
    private final DefaultNames names = new DefaultNames();

    private InceptionV3(Layers<T> on) {
        this.on = on;
    }

    static <T> T draw(Layers<T> on, T image) {
        return new InceptionV3<>(on).draw(image);
    }

    private T draw(T image) {
        T x = conv(image, 32, Window.square(3, 2, Padding.VALID));
        x = conv(x, 32, Window.square(3, 1, Padding.VALID));
        x = conv(x, 64, Window.same(3));
        x = shrink(x);
        x = conv(x, 80, Window.square(1, 1, Padding.VALID));
        x = conv(x, 192, Window.square(3, 1, Padding.VALID));
        x = shrink(x);
        x = fine(x, 32, "mixed0");
        x = fine(x, 64, "mixed1");
        x = fine(x, 64, "mixed2");
        x = fineToMiddle(x);
        x = middle(x, 128, "mixed4");
        x = middle(x, 160, "mixed5");
        x = middle(x, 160, "mixed6");
        x = middle(x, 192, "mixed7");
        x = middleToCoarse(x);
        x = coarse(x, 0);
        return coarse(x, 1);
    }

    /** 35 × 35 at 299. */
    private T fine(T x, int pooled, String name) {
        T one = conv(x, 64, Window.same(1));
        T five = conv(x, 48, Window.same(1));
        five = conv(five, 64, Window.same(5));
        T twice = conv(x, 64, Window.same(1));
        twice = conv(twice, 96, Window.same(3));
        twice = conv(twice, 96, Window.same(3));
        return on.concat(List.of(one, five, twice, pool(x, pooled)), name);
    }

    private T fineToMiddle(T x) {
        T three = conv(x, 384, Window.square(3, 2, Padding.VALID));
        T twice = conv(x, 64, Window.same(1));
        twice = conv(twice, 96, Window.same(3));
        twice = conv(twice, 96, Window.square(3, 2, Padding.VALID));
        return on.concat(List.of(three, twice, shrink(x)), "mixed3");
    }

    /** 17 × 17 at 299: 7 × 7 windows in two passes. */
    private T middle(T x, int width, String name) {
        T one = conv(x, 192, Window.same(1));
        T seven = conv(x, width, Window.same(1));
        seven = conv(seven, width, flat(7));
        seven = conv(seven, 192, tall(7));
        T twice = conv(x, width, Window.same(1));
        twice = conv(twice, width, tall(7));
        twice = conv(twice, width, flat(7));
        twice = conv(twice, width, tall(7));
        twice = conv(twice, 192, flat(7));
        return on.concat(List.of(one, seven, twice, pool(x, 192)), name);
    }

    private T middleToCoarse(T x) {
        T three = conv(x, 192, Window.same(1));
        three = conv(three, 320, Window.square(3, 2, Padding.VALID));
        T seven = conv(x, 192, Window.same(1));
        seven = conv(seven, 192, flat(7));
        seven = conv(seven, 192, tall(7));
        seven = conv(seven, 192, Window.square(3, 2, Padding.VALID));
        return on.concat(List.of(three, seven, shrink(x)), "mixed8");
    }

    /** 8 × 8 at 299. */
    private T coarse(T x, int i) {
        T one = conv(x, 320, Window.same(1));
        T three = conv(x, 384, Window.same(1));
        three = on.concat(List.of(conv(three, 384, flat(3)), conv(three, 384, tall(3))), "mixed9_" + i);
        T twice = conv(x, 448, Window.same(1));
        twice = conv(twice, 384, Window.same(3));
        twice = on.concat(List.of(conv(twice, 384, flat(3)), conv(twice, 384, tall(3))), names.next("concatenate"));
        return on.concat(List.of(one, three, twice, pool(x, 192)), "mixed" + (9 + i));
    }

    private T conv(T x, int filters, Window window) {
        T y = on.conv2d(x, names.next("conv2d"), filters, window);
        y = on.batchNorm(y, names.next("batch_normalization"), NORM);
        return on.relu(y, names.next("activation"));
    }

    private T pool(T x, int filters) {
        return conv(on.avgPool(x, names.next("average_pooling2d"), Window.same(3)), filters, Window.same(1));
    }

    private T shrink(T x) {
        return on.maxPool(x, names.next("max_pooling2d"), Window.square(3, 2, Padding.VALID));
    }

    private static Window flat(int width) {
        return new Window(1, width, 1, Padding.SAME);
    }

    private static Window tall(int height) {
        return new Window(height, 1, 1, Padding.SAME);
    }
}
