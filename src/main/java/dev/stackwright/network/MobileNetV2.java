package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;

/**
 * MobileNetV2, width 1.0 (Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, arXiv
 * 1801.04381), as in Keras' {@code applications/mobilenet_v2.py}.
 */
final class MobileNetV2 {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.999);

    private MobileNetV2() {}

    static <T> T draw(Layers<T> on, T image) {
        T x = on.conv2d(image, "Conv1", 32, Window.square(3, 2, Padding.SAME));
        x = on.relu6(on.batchNorm(x, "bn_Conv1", NORM), "Conv1_relu");

        x = on.depthwiseConv2d(x, "expanded_conv_depthwise", Window.same(3));
        x = on.relu6(on.batchNorm(x, "expanded_conv_depthwise_BN", NORM), "expanded_conv_depthwise_relu");
        x = on.conv2d(x, "expanded_conv_project", 16, Window.same(1));
        x = on.batchNorm(x, "expanded_conv_project_BN", NORM);

        x = bottleneck(on, x, 1, 16, 24, 2);
        x = bottleneck(on, x, 2, 24, 24, 1);
        x = bottleneck(on, x, 3, 24, 32, 2);
        x = bottleneck(on, x, 4, 32, 32, 1);
        x = bottleneck(on, x, 5, 32, 32, 1);
        x = bottleneck(on, x, 6, 32, 64, 2);
        x = bottleneck(on, x, 7, 64, 64, 1);
        x = bottleneck(on, x, 8, 64, 64, 1);
        x = bottleneck(on, x, 9, 64, 64, 1);
        x = bottleneck(on, x, 10, 64, 96, 1);
        x = bottleneck(on, x, 11, 96, 96, 1);
        x = bottleneck(on, x, 12, 96, 96, 1);
        x = bottleneck(on, x, 13, 96, 160, 2);
        x = bottleneck(on, x, 14, 160, 160, 1);
        x = bottleneck(on, x, 15, 160, 160, 1);
        x = bottleneck(on, x, 16, 160, 320, 1);

        x = on.conv2d(x, "Conv_1", 1280, Window.same(1));
        return on.relu6(on.batchNorm(x, "Conv_1_bn", NORM), "out_relu");
    }

    /** Expand six times, depthwise, project; with a shortcut where the shape stays. */
    private static <T> T bottleneck(Layers<T> on, T input, int block, int channels, int filters, int stride) {
        String prefix = "block_" + block + "_";
        T x = on.conv2d(input, prefix + "expand", 6 * channels, Window.same(1));
        x = on.relu6(on.batchNorm(x, prefix + "expand_BN", NORM), prefix + "expand_relu");
        if (stride == 2) {
            // Keras' correct_pad: the last row is never cut off
            x = on.zeroPad(x, prefix + "pad", on.edge(x) % 2, 1);
        }
        Padding padding = stride == 2 ? Padding.VALID : Padding.SAME;
        x = on.depthwiseConv2d(x, prefix + "depthwise", Window.square(3, stride, padding));
        x = on.relu6(on.batchNorm(x, prefix + "depthwise_BN", NORM), prefix + "depthwise_relu");
        x = on.conv2d(x, prefix + "project", filters, Window.same(1));
        x = on.batchNorm(x, prefix + "project_BN", NORM);
        return stride == 1 && channels == filters ? on.add(input, x, prefix + "add") : x;
    }
}
