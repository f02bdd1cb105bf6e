package dev.stackwright.image;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.op.core.TensorArrayGather;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/**
 * What {@link ImageDecoder} does, as operations for a graph that others run: JPEG and PNG alone, whose pixels are the
 * decoder's, bit by bit. EXIF orientation, transparency, palettes, greys, CMYK and samples of 16 bits are treated
 * alike.
 *
 * <p>Not alike: a damaged or other image fails the whole call; no limit of bytes, pixels or scans is kept; a JPEG
 * without its end marker is refused; and EXIF is found by its first bytes anywhere, its orientation read as a SHORT
 * (as EXIF 2.32 has it).
 */
public final class EncodedImages {

    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final int DEPTH_OF_PNG = 24;
    private static final int WHITE = 255;

    private final Ops tf;
    private final int size;

    private EncodedImages(Ops tf, int size) {
        this.tf = tf;
        this.size = size;
    }

    /**
     * Adds the decoder to {@code graph}; it decodes one image after the other.
     *
     * @param encoded string {@code [n]}, each a whole file
     * @return uint8 {@code [n, size, size, 3]}
     */
    public static Operand<TUint8> decoded(Graph graph, Operand<TString> encoded, int size) {
        Ops tf = Ops.create(graph).withSubScope("decode");
        Operand<TInt32> count = tf.reshape(tf.shape(encoded), tf.constant(new int[0]));
        Shape one = Shape.of(size, size, ImageSpec.CHANNELS);
        TensorArray pictures = tf.tensorArray(count, TUint8.class, TensorArray.elementShape(one));
        Output<?>[] variables = {
            tf.constant(0).asOutput(), count.asOutput(), encoded.asOutput(), pictures.handle(), pictures.flow()
        };
        Output<?>[] ends = graph.whileLoop(
                variables,
                (inner, in, out) -> out[0] =
                        Ops.create(inner).math.less(int32(in[0]), int32(in[1])).asOutput(),
                (inner, in, out) -> new EncodedImages(Ops.create(inner), size).next(in, out),
                "decode/each");
        return tf.tensorArrayGather(
                pictures.handle(),
                tf.range(tf.constant(0), count, tf.constant(1)),
                float32(ends[4]),
                TUint8.class,
                TensorArrayGather.elementShape(one));
    }

    private void next(Output<?>[] in, Output<?>[] out) {
        Operand<TInt32> index = int32(in[0]);
        @SuppressWarnings("unchecked") // as decoded() passed it
        Operand<TString> all = (Output<TString>) in[2];
        Operand<TUint8> picture = decoded(tf.gather(all, index, tf.constant(0)));
        out[0] = tf.math.add(index, tf.constant(1)).asOutput();
        for (int same = 1; same < 4; same++) {
            out[same] = tf.identity(in[same]).asOutput();
        }
        out[4] = tf.tensorArrayWrite(in[3], index, picture, float32(in[4])).flowOut();
    }

    /** One image, string {@code []}, to uint8 {@code [size, size, 3]}. */
    private Operand<TUint8> decoded(Operand<TString> encoded) {
        Operand<TBool> png = beginsWith(encoded, PNG);
        Operand<TFloat32> known =
                tf.select(tf.math.logicalOr(png, beginsWith(encoded, JPEG)), tf.constant(0f), tf.constant(Float.NaN));
        // an assertion would need a control dependency, which TensorFlow's C API refuses within a loop
        Operand<TFloat32> checked = tf.debugging.checkNumerics(
                known, "expected a whole JPEG or PNG file, found another; convert it before");
        SwitchCond<TString> file =
                tf.switchCond(encoded, tf.math.logicalAnd(png, tf.math.equal(checked, tf.constant(0f))));
        List<Operand<TUint8>> either = new ArrayList<>();
        either.add(tf.image.decodeJpeg(file.outputFalse(), DecodeJpeg.channels(3L)));
        either.add(overWhite(file.outputTrue()));
        Operand<TUint8> stored = tf.merge(either).output();
        Operand<TUint8> upright = upright(stored, new ExifGraph(tf, encoded, png).orientation());
        return tf.dtypes.cast(
                tf.squeeze(PixelGraph.rounded(tf, upright, size), Squeeze.axis(List.of(0L))), TUint8.class);
    }

    private Operand<TBool> beginsWith(Operand<TString> encoded, byte[] magic) {
        try (TString expected = TString.tensorOfBytes(NdArrays.scalarOfObject(magic))) {
            return tf.math.equal(
                    tf.strings.substr(encoded, tf.constant(0), tf.constant(magic.length)), tf.constantOf(expected));
        }
    }

    /** {@link AlphaOverWhite} and {@link SixteenBits}: 8 bits are decoded to 16 as {@code 257 · v}, whose upper half is v. */
    private Operand<TUint8> overWhite(Operand<TString> encoded) {
        Operand<TUint16> rgba = tf.image.decodePng(encoded, TUint16.class, DecodePng.channels(4L));
        Operand<TUint16> rgb = channels(rgba, 0, 3);
        Operand<TUint8> depth = tf.reshape(
                tf.io.decodeRaw(tf.strings.substr(encoded, tf.constant(DEPTH_OF_PNG), tf.constant(1)), TUint8.class),
                tf.constant(new int[0]));
        Operand<TInt32> ofDeep = shift(rgb);
        Operand<TInt32> shift = tf.select(
                tf.math.equal(tf.dtypes.cast(depth, TInt32.class), tf.constant(Short.SIZE)), ofDeep, tf.constant(8));
        Operand<TUint16> colour = tf.bitwise.rightShift(rgb, tf.dtypes.cast(shift, TUint16.class));
        Operand<TUint16> stored = channels(rgba, 3, 1);
        Operand<TUint16> alpha =
                tf.bitwise.rightShift(stored, tf.dtypes.cast(tf.math.maximum(shift, shift(stored)), TUint16.class));
        // colour · alpha + 255 · (255 - alpha) + 127 without a sum, which TensorFlow lacks for uint16
        Operand<TUint16> lacking = tf.math.mul(alpha, tf.math.sub(uint16(WHITE), colour));
        Operand<TUint16> sum = tf.math.sub(uint16(WHITE * WHITE + WHITE / 2), lacking);
        return tf.dtypes.cast(tf.math.floorDiv(sum, uint16(WHITE)), TUint8.class);
    }

    /** By the greatest of samples of 16 bits. */
    private Operand<TInt32> shift(Operand<TUint16> samples) {
        Operand<TInt32> greatest = tf.dtypes.cast(tf.max(samples, tf.constant(new int[] {0, 1, 2})), TInt32.class);
        return tf.select(
                tf.math.less(greatest, tf.constant(1 << 8)),
                tf.constant(0),
                tf.select(tf.math.less(greatest, tf.constant(1 << 12)), tf.constant(4), tf.constant(8)));
    }

    private Operand<TUint16> channels(Operand<TUint16> rgba, int first, int count) {
        return tf.slice(rgba, tf.constant(new int[] {0, 0, first}), tf.constant(new int[] {-1, -1, count}));
    }

    private Operand<TUint16> uint16(int value) {
        return tf.dtypes.cast(tf.constant(value), TUint16.class);
    }

    /** @param orientation EXIF's number less one */
    private Operand<TUint8> upright(Operand<TUint8> stored, Operand<TInt32> orientation) {
        int[][] permutations = new int[Orientation.values().length][];
        boolean[][] reversed = new boolean[permutations.length][ImageSpec.CHANNELS];
        for (int i = 0; i < permutations.length; i++) {
            Orientation each = Orientation.ofExif(i + 1);
            permutations[i] = each.permutation();
            for (int axis : each.reversedAxes()) {
                reversed[i][axis] = true;
            }
        }
        Operand<TInt32> permutation = tf.gather(tf.constant(permutations), orientation, tf.constant(0));
        Operand<TBool> axes = tf.gather(tf.constant(reversed), orientation, tf.constant(0));
        return tf.reverse(
                tf.linalg.transpose(stored, permutation), tf.reshape(tf.where(axes), tf.constant(new int[] {-1})));
    }

    @SuppressWarnings("unchecked") // loop variables keep their types
    private static Output<TInt32> int32(Output<?> variable) {
        return (Output<TInt32>) variable;
    }

    @SuppressWarnings("unchecked") // loop variables keep their types
    private static Output<TFloat32> float32(Output<?> variable) {
        return (Output<TFloat32>) variable;
    }
}
