package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.DefaultNames;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;

/**
 * Xception (Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2016, arXiv 1610.02357), as in
 * Keras' {@code applications/xception.py}.
 */
final class Xception<T> {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.99);

    private final Layers<T> on;
    private final DefaultNames names = new DefaultNames();

    private Xception(Layers<T> on) {
        this.on = on;
    }

    static <T> T draw(Layers<T> on, T image) {
        return new Xception<>(on).draw(image);
    }

    private T draw(T image) {
        T x = on.conv2d(image, "block1_conv1", 32, Window.square(3, 2, Padding.VALID));
        x = on.relu(on.batchNorm(x, "block1_conv1_bn", NORM), "block1_conv1_act");
        x = on.conv2d(x, "block1_conv2", 64, Window.square(3, 1, Padding.VALID));
        x = on.relu(on.batchNorm(x, "block1_conv2_bn", NORM), "block1_conv2_act");

        T shortcut = shortcut(x, 128);
        x = separable(x, "block2_sepconv1", 128);
        x = separable(on.relu(x, "block2_sepconv2_act"), "block2_sepconv2", 128);
        x = shrink(x, "block2_pool", shortcut);
        x = entry(x, 3, 256);
        x = entry(x, 4, 728);

        for (int block = 5; block <= 12; block++) {
            T input = x;
            for (int i = 1; i <= 3; i++) {
                String name = "block" + block + "_sepconv" + i;
                x = separable(on.relu(x, name + "_act"), name, 728);
            }
            x = on.add(x, input, names.next("add"));
        }

        shortcut = shortcut(x, 1024);
        x = separable(on.relu(x, "block13_sepconv1_act"), "block13_sepconv1", 728);
        x = separable(on.relu(x, "block13_sepconv2_act"), "block13_sepconv2", 1024);
        x = shrink(x, "block13_pool", shortcut);
        x = on.relu(separable(x, "block14_sepconv1", 1536), "block14_sepconv1_act");
        return on.relu(separable(x, "block14_sepconv2", 2048), "block14_sepconv2_act");
    }

    private T entry(T input, int block, int filters) {
        T shortcut = shortcut(input, filters);
        T x = input;
        for (int i = 1; i <= 2; i++) {
            String name = "block" + block + "_sepconv" + i;
            x = separable(on.relu(x, name + "_act"), name, filters);
        }
        return shrink(x, "block" + block + "_pool", shortcut);
    }

    private T shortcut(T x, int filters) {
        T y = on.conv2d(x, names.next("conv2d"), filters, Window.square(1, 2, Padding.SAME));
        return on.batchNorm(y, names.next("batch_normalization"), NORM);
    }

    private T separable(T x, String name, int filters) {
        return on.batchNorm(on.separableConv2d(x, name, filters, Window.same(3)), name + "_bn", NORM);
    }

    private T shrink(T x, String name, T shortcut) {
        T pooled = on.maxPool(x, name, Window.square(3, 2, Padding.SAME));
        return on.add(pooled, shortcut, names.next("add"));
    }
}
