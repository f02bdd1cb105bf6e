package dev.stackwright.train.data;

import dev.stackwright.image.Pixels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An image as a grey picture of {@value #EDGE} by {@value #EDGE}, and a hash of 64 bits: the signs of the lowest
 * frequencies of its discrete cosine transform (Zauner, Implementation and benchmarking of perceptual image hash functions,
 * 2010, section 3.2.1, with signs in place of the comparison with the median, so that the hash of the mirrored image needs
 * no second transform). Two images that look alike have hashes that differ in few bits; the reverse does not hold. A
 * kilobyte; immutable.
 */
final class Fingerprint {

    static final int EDGE = 32;
    private static final int BITS = 64;
    /** Cosines of the frequencies 0 to 15 at each pixel. */
    private static final double[][] COSINES = cosines();
    /** The lowest frequencies but the mean, as pairs (down, across). */
    private static final int[][] LOWEST = lowest();
    /** The bits whose coefficients change their sign when the image is mirrored: those of odd frequencies across. */
    private static final long MIRRORED = mirrored();

    private final byte[] grey;
    private final long hash;

    private Fingerprint(byte[] grey, long hash) {
        this.grey = grey;
        this.hash = hash;
    }

    static Fingerprint of(Pixels pixels) {
        byte[] grey = grey(pixels);
        return new Fingerprint(grey, hash(grey));
    }

    /** Brightness, 0 to 255. */
    int grey(int row, int column) {
        return grey[row * EDGE + column] & 0xFF;
    }

    /** In how many bits the hashes differ, of 64. */
    int distance(Fingerprint other) {
        return Long.bitCount(hash ^ other.hash);
    }

    /** As {@link #distance}, of the mirrored image. */
    int mirroredDistance(Fingerprint other) {
        return Long.bitCount(hash ^ other.hash ^ MIRRORED);
    }

    /** Means over areas of equal size, as nearly as whole pixels allow, of green and half as much of red and blue. */
    private static byte[] grey(Pixels pixels) {
        int size = pixels.spec().size();
        byte[] rgb = pixels.rgb();
        byte[] grey = new byte[EDGE * EDGE];
        for (int row = 0; row < EDGE; row++) {
            int top = row * size / EDGE;
            int bottom = Math.max(top + 1, (row + 1) * size / EDGE);
            for (int column = 0; column < EDGE; column++) {
                int left = column * size / EDGE;
                int right = Math.max(left + 1, (column + 1) * size / EDGE);
                int sum = 0;
                for (int y = top; y < bottom; y++) {
                    for (int at = (y * size + left) * 3; at < (y * size + right) * 3; at += 3) {
                        sum += (rgb[at] & 0xFF) + 2 * (rgb[at + 1] & 0xFF) + (rgb[at + 2] & 0xFF);
                    }
                }
                grey[row * EDGE + column] = (byte) Math.round(sum / 4.0 / ((bottom - top) * (right - left)));
            }
        }
        return grey;
    }

    private static long hash(byte[] grey) {
        int frequencies = COSINES.length;
        double[][] across = new double[EDGE][frequencies];
        for (int row = 0; row < EDGE; row++) {
            for (int f = 0; f < frequencies; f++) {
                for (int column = 0; column < EDGE; column++) {
                    across[row][f] += COSINES[f][column] * (grey[row * EDGE + column] & 0xFF);
                }
            }
        }
        long hash = 0;
        for (int bit = 0; bit < BITS; bit++) {
            double sum = 0;
            for (int row = 0; row < EDGE; row++) {
                sum += COSINES[LOWEST[bit][0]][row] * across[row][LOWEST[bit][1]];
            }
            hash |= sum > 0 ? 1L << bit : 0;
        }
        return hash;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[EDGE / 2][EDGE];
        for (int f = 0; f < cosines.length; f++) {
            for (int i = 0; i < EDGE; i++) {
                cosines[f][i] = Math.cos(Math.PI * f * (2 * i + 1) / (2 * EDGE));
            }
        }
        return cosines;
    }

    private static int[][] lowest() {
        List<int[]> all = new ArrayList<>();
        for (int down = 0; down < EDGE / 2; down++) {
            for (int across = 0; across < EDGE / 2; across++) {
                all.add(new int[] {down, across});
            }
        }
        all.sort(Comparator.comparingInt(pair -> pair[0] * pair[0] + pair[1] * pair[1]));
        return all.subList(1, 1 + BITS).toArray(int[][]::new);
    }

    private static long mirrored() {
        long bits = 0;
        for (int bit = 0; bit < BITS; bit++) {
            bits |= (long) (LOWEST[bit][1] % 2) << bit;
        }
        return bits;
    }
}
