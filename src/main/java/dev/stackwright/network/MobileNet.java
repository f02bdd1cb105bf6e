package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;

/**
 * MobileNet (v1), width 1.0 (Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications", 2017, arXiv 1704.04861), as in Keras' {@code applications/mobilenet.py}.
 */
final class MobileNet {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.99);

    private MobileNet() {}

    static <T> T draw(Layers<T> on, T image) {
        T x = on.conv2d(image, "conv1", 32, Window.square(3, 2, Padding.SAME));
        x = on.relu6(on.batchNorm(x, "conv1_bn", NORM), "conv1_relu");
        x = block(on, x, 1, 64, 1);
        x = block(on, x, 2, 128, 2);
        x = block(on, x, 3, 128, 1);
        x = block(on, x, 4, 256, 2);
        x = block(on, x, 5, 256, 1);
        x = block(on, x, 6, 512, 2);
        for (int i = 7; i <= 11; i++) {
            x = block(on, x, i, 512, 1);
        }
        x = block(on, x, 12, 1024, 2);
        return block(on, x, 13, 1024, 1);
    }

    private static <T> T block(Layers<T> on, T input, int block, int filters, int stride) {
        String depthwise = "conv_dw_" + block;
        String pointwise = "conv_pw_" + block;
        T x = stride == 1 ? input : on.zeroPad(input, "conv_pad_" + block, 0, 1);
        x = on.depthwiseConv2d(x, depthwise, Window.square(3, stride, stride == 1 ? Padding.SAME : Padding.VALID));
        x = on.relu6(on.batchNorm(x, depthwise + "_bn", NORM), depthwise + "_relu");
        x = on.conv2d(x, pointwise, filters, Window.same(1));
        return on.relu6(on.batchNorm(x, pointwise + "_bn", NORM), pointwise + "_relu");
    }
}
