package dev.stackwright.image;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/**
 * The graph from encoded or raw pixels to uint8 {@code [1, size, size, 3]}: decode, orient, resample, round. One
 * resampling for every format: equal to Keras' {@code tf.image.resize(…, antialias=True)}, rounded half to even and
 * clipped to 0 … 255 (tensorflow/python/ops/image_ops_impl.py, {@code resize_images_v2}).
 */
final class PixelGraph {

    /** Where decoded pixels come from. */
    enum Source {
        /** Encoded bytes of a JPEG; grey and CMYK become RGB. */
        JPEG,
        /** Encoded bytes of a PNG without transparency. */
        PNG,
        /** uint8 {@code [height, width, 3]} that was decoded elsewhere. */
        RAW
    }

    static final String ENCODED = "encoded";
    static final String RAW = "raw";
    static final String PERMUTATION = "permutation";
    static final String REVERSED_AXES = "reversed_axes";
    /** uint8 {@code [height, width, 4]} of an encoded PNG. */
    static final String PNG_WITH_ALPHA = "png_with_alpha";
    /** uint16 {@code [height, width, 4]} of an encoded PNG. */
    static final String PNG_OF_16_BITS = "png_of_16_bits";

    private final Ops tf;
    private final int size;

    private PixelGraph(Ops tf, int size) {
        this.tf = tf;
        this.size = size;
    }

    /** The output for {@code source}, oriented or as stored. */
    static String output(Source source, boolean oriented) {
        return "pixels_" + source + (oriented ? "_oriented" : "");
    }

    static Graph build(int size) {
        Graph graph = new Graph();
        try {
            new PixelGraph(Ops.create(graph), size).draw();
            return graph;
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private void draw() {
        Placeholder<TString> encoded = tf.withName(ENCODED).placeholder(TString.class);
        Placeholder<TUint8> raw = tf.withName(RAW).placeholder(TUint8.class);
        Placeholder<TInt32> permutation = tf.withName(PERMUTATION).placeholder(TInt32.class);
        Placeholder<TInt32> reversed = tf.withName(REVERSED_AXES).placeholder(TInt32.class);
        tf.withName(PNG_WITH_ALPHA).image.decodePng(encoded, TUint8.class, DecodePng.channels(4L));
        tf.withName(PNG_OF_16_BITS).image.decodePng(encoded, TUint16.class, DecodePng.channels(4L));
        for (Source source : Source.values()) {
            Operand<TUint8> pixels = switch (source) {
                case JPEG -> tf.image.decodeJpeg(encoded, DecodeJpeg.channels(3L));
                case PNG -> tf.image.decodePng(encoded, TUint8.class, DecodePng.channels(3L));
                case RAW -> raw;
            };
            resample(pixels, output(source, false));
            resample(tf.reverse(tf.linalg.transpose(pixels, permutation), reversed), output(source, true));
        }
    }

    private void resample(Operand<TUint8> pixels, String name) {
        tf.withName(name).dtypes.cast(rounded(tf, pixels, size), TUint8.class);
    }

    /** From uint8 {@code [height, width, 3]} to {@code [1, size, size, 3]}, whole numbers of 0 to 255. */
    static Operand<TFloat32> rounded(Ops tf, Operand<TUint8> pixels, int size) {
        Operand<TUint8> batch = tf.expandDims(pixels, tf.constant(0));
        Operand<TInt32> edges = tf.slice(tf.shape(pixels), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        Operand<TFloat32> scale =
                tf.math.div(tf.constant(new float[] {size, size}), tf.dtypes.cast(edges, TFloat32.class));
        Operand<TFloat32> resized = tf.image.scaleAndTranslate(
                batch,
                tf.constant(new int[] {size, size}),
                scale,
                tf.constant(new float[] {0, 0}),
                ScaleAndTranslate.kernelType("triangle"),
                ScaleAndTranslate.antialias(true));
        Operand<TFloat32> clipped = tf.clipByValue(resized, tf.constant(0f), tf.constant(255f));
        return tf.math.rint(clipped);
    }
}
