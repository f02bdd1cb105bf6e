package dev.stackwright.image;

import dev.stackwright.common.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/** Lays transparent pixels over white: {@code round((colour · a + 255 · (255 − a)) / 255)}, a = 0 … 255. */
final class AlphaOverWhite {

    private static final int WHITE = 255;

    private AlphaOverWhite() {}

    /** One channel of one pixel; both values and the result are 0 … 255. */
    static int blend(int colour, int alpha) {
        return alpha == WHITE ? colour : (colour * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE;
    }

    /** uint8 {@code [height, width, 4]}, RGB and alpha, to {@code [height, width, 3]}, which the caller closes. Ends when cancelled. */
    static TUint8 blend(TUint8 rgba, Cancellation cancellation) {
        long height = rgba.shape().get(0);
        int width = (int) rgba.shape().get(1);
        ByteDataBuffer from = rgba.asRawTensor().data();
        TUint8 rgb = TUint8.tensorOf(Shape.of(height, width, ImageSpec.CHANNELS));
        ByteDataBuffer to = rgb.asRawTensor().data();
        byte[] source = new byte[width * 4];
        byte[] target = new byte[width * ImageSpec.CHANNELS];
        for (long y = 0; y < height; y++) {
            cancellation.throwIfRequested();
            from.offset(y * source.length).read(source);
            for (int x = 0; x < width; x++) {
                int alpha = Byte.toUnsignedInt(source[4 * x + 3]);
                for (int c = 0; c < ImageSpec.CHANNELS; c++) {
                    target[ImageSpec.CHANNELS * x + c] = (byte) blend(Byte.toUnsignedInt(source[4 * x + c]), alpha);
                }
            }
            to.offset(y * target.length).write(target);
        }
        return rgb;
    }

    /** uint16 {@code [height, width, 4]} to uint8 {@code [height, width, 3]}, which the caller closes. Ends when cancelled. */
    static TUint8 blend(TUint16 rgba, SixteenBits range, Cancellation cancellation) {
        long height = rgba.shape().get(0);
        int width = (int) rgba.shape().get(1);
        ByteDataBuffer from = rgba.asRawTensor().data();
        ByteBuffer bytes = ByteBuffer.allocate(width * 4 * Short.BYTES).order(ByteOrder.nativeOrder());
        ShortBuffer source = bytes.asShortBuffer();
        int greatest = 0;
        int greatestAlpha = 0;
        for (long y = 0; y < height; y++) {
            cancellation.throwIfRequested();
            from.offset(y * bytes.capacity()).read(bytes.array());
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < ImageSpec.CHANNELS; c++) {
                    greatest = Math.max(greatest, Short.toUnsignedInt(source.get(4 * x + c)));
                }
                greatestAlpha = Math.max(greatestAlpha, Short.toUnsignedInt(source.get(4 * x + 3)));
            }
        }
        int shift = range.shift(greatest);
        int alphaShift = SixteenBits.alphaShift(shift, greatestAlpha);
        TUint8 rgb = TUint8.tensorOf(Shape.of(height, width, ImageSpec.CHANNELS));
        ByteDataBuffer to = rgb.asRawTensor().data();
        byte[] target = new byte[width * ImageSpec.CHANNELS];
        for (long y = 0; y < height; y++) {
            cancellation.throwIfRequested();
            from.offset(y * bytes.capacity()).read(bytes.array());
            for (int x = 0; x < width; x++) {
                int alpha = Short.toUnsignedInt(source.get(4 * x + 3)) >> alphaShift;
                for (int c = 0; c < ImageSpec.CHANNELS; c++) {
                    int colour = Short.toUnsignedInt(source.get(4 * x + c)) >> shift;
                    target[ImageSpec.CHANNELS * x + c] = (byte) blend(colour, alpha);
                }
            }
            to.offset(y * target.length).write(target);
        }
        return rgb;
    }
}
