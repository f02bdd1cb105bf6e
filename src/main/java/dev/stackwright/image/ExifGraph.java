package dev.stackwright.image;

import com.drew.metadata.exif.ExifIFD0Directory;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * {@link Orientation#ofExif(byte[], int)} as operations, for JPEG ({@code Exif} in APP1) and PNG (chunk {@code eXIf}): the first such name
 * that a TIFF header follows. Bytes behind the end count as zero, so damaged tags tell nothing. The layout is that of
 * TIFF 6.0, section 2.
 */
final class ExifGraph {

    private static final int IN_JPEG = 'E' << 24 | 'x' << 16 | 'i' << 8 | 'f';
    private static final int IN_PNG = 'e' << 24 | 'X' << 16 | 'I' << 8 | 'f';
    private static final int LITTLE_ENDIAN = 'I' << 24 | 'I' << 16 | 42 << 8;
    private static final int BIG_ENDIAN = 'M' << 24 | 'M' << 16 | 42;

    private static final int BYTES_OF_ENTRY = 12;
    private static final int VALUE_IN_ENTRY = 8;
    private static final int NONE = -1;
    /** EXIF's number of an upright photo, less one. */
    private static final int UPRIGHT = 0;

    private final Ops tf;
    private final Operand<TBool> png;
    private final Operand<TUint8> bytes;
    /** The place of the one zero behind all bytes. */
    private final Operand<TInt32> end;

    /**
     * @param encoded string {@code []}
     * @param png bool {@code []}: whether it is one, else it is a JPEG
     */
    ExifGraph(Ops tf, Operand<TString> encoded, Operand<TBool> png) {
        this.tf = tf;
        this.png = png;
        Operand<TUint8> zero = tf.dtypes.cast(tf.constant(new int[1]), TUint8.class);
        bytes = tf.concat(List.of(tf.io.decodeRaw(encoded, TUint8.class), zero), tf.constant(0));
        end = tf.strings.stringLength(encoded);
    }

    /** The place of an {@link Orientation}, int32 {@code []}. */
    Operand<TInt32> orientation() {
        Operand<TInt32> toHeader = tf.select(png, tf.constant(1), tf.constant(3));
        Operand<TInt32> header = tf.math.add(first(lastLetters(toHeader), NONE), toHeader);
        Operand<TBool> little = tf.math.equal(bigEndian(header, 4), tf.constant(LITTLE_ENDIAN));
        Operand<TInt32> directory = tf.math.add(header, number(little, plus(header, 4), 4));
        Operand<TInt32> entries = plus(
                tf.math.add(
                        directory,
                        tf.math.mul(
                                tf.range(tf.constant(0), number(little, directory, 2), tf.constant(1)),
                                tf.constant(BYTES_OF_ENTRY))),
                2);
        Operand<TBool> telling =
                tf.math.equal(number(little, entries, 2), tf.constant(ExifIFD0Directory.TAG_ORIENTATION));
        Operand<TInt32> entry = first(where(entries, telling), NONE);
        Operand<TInt32> value = number(little, plus(entry, VALUE_IN_ENTRY), 2);
        Operand<TBool> valid = tf.math.logicalAnd(
                tf.math.greaterEqual(entry, tf.constant(0)),
                tf.math.logicalAnd(
                        tf.math.greaterEqual(value, tf.constant(1)),
                        tf.math.lessEqual(value, tf.constant(Orientation.values().length))));
        return tf.select(valid, plus(value, -1), tf.constant(UPRIGHT));
    }

    /** Where names end that a TIFF header follows at the distance {@code toHeader}. */
    private Operand<TInt32> lastLetters(Operand<TInt32> toHeader) {
        Operand<TUint8> letter = tf.dtypes.cast(tf.constant((int) 'f'), TUint8.class);
        Operand<TInt32> ends = tf.dtypes.cast(
                tf.reshape(tf.where(tf.math.equal(bytes, letter)), tf.constant(new int[] {-1})), TInt32.class);
        Operand<TInt32> name = tf.select(png, tf.constant(IN_PNG), tf.constant(IN_JPEG));
        Operand<TInt32> named = where(ends, tf.math.equal(bigEndian(plus(ends, -3), 4), name));
        Operand<TInt32> begin = bigEndian(tf.math.add(named, toHeader), 4);
        return where(
                named,
                tf.math.logicalOr(
                        tf.math.equal(begin, tf.constant(LITTLE_ENDIAN)),
                        tf.math.equal(begin, tf.constant(BIG_ENDIAN))));
    }

    private Operand<TInt32> where(Operand<TInt32> values, Operand<TBool> chosen) {
        return tf.gather(values, tf.reshape(tf.where(chosen), tf.constant(new int[] {-1})), tf.constant(0));
    }

    private Operand<TInt32> first(Operand<TInt32> values, int otherwise) {
        Operand<TInt32> one = tf.concat(List.of(values, tf.constant(new int[] {otherwise})), tf.constant(0));
        return tf.gather(one, tf.constant(0), tf.constant(0));
    }

    private Operand<TInt32> number(Operand<TBool> little, Operand<TInt32> at, int length) {
        // where() takes two of one shape, so the choice is made by an index
        Operand<TInt32> both = tf.stack(List.of(bigEndian(at, length), littleEndian(at, length)));
        return tf.gather(both, tf.dtypes.cast(little, TInt32.class), tf.constant(0));
    }

    private Operand<TInt32> bigEndian(Operand<TInt32> at, int length) {
        Operand<TInt32> number = oneByte(at);
        for (int i = 1; i < length; i++) {
            number = tf.math.add(tf.math.mul(number, tf.constant(256)), oneByte(plus(at, i)));
        }
        return number;
    }

    private Operand<TInt32> littleEndian(Operand<TInt32> at, int length) {
        Operand<TInt32> number = oneByte(plus(at, length - 1));
        for (int i = length - 2; i >= 0; i--) {
            number = tf.math.add(tf.math.mul(number, tf.constant(256)), oneByte(plus(at, i)));
        }
        return number;
    }

    private Operand<TInt32> oneByte(Operand<TInt32> at) {
        Operand<TInt32> before = tf.select(
                tf.math.logicalOr(tf.math.less(at, tf.constant(0)), tf.math.greater(at, end)),
                tf.math.add(tf.math.mul(at, tf.constant(0)), end),
                at);
        return tf.dtypes.cast(tf.gather(bytes, before, tf.constant(0)), TInt32.class);
    }

    private Operand<TInt32> plus(Operand<TInt32> at, int distance) {
        return tf.math.add(at, tf.constant(distance));
    }
}
