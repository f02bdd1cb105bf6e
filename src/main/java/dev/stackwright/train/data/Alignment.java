package dev.stackwright.train.data;

/**
 * How alike others are to one image once they are laid over it: as they are or mirrored, with up to a tenth cut off at
 * their edges. They are brought into line by the inverse compositional algorithm (Baker and Matthews, Lucas-Kanade 20 years
 * on, 2004, section 3.2) with a scale and a shift in each direction, on grey values without mean and of unit variance.
 * What is compared then is what differs from its surroundings: shades that many photos of one kind share tell nothing.
 * Immutable.
 */
final class Alignment {

    private static final int EDGE = Fingerprint.EDGE;
    private static final int ROUNDS = 12;
    /** After so many rounds images that have one content are no further apart than this, in mean squares. */
    private static final int FIRST_ROUNDS = 4;

    private static final double MOST_APART = 1;
    private static final double MOST_SCALE = 0.15;
    private static final double LEAST_OVERLAP = 0.7;
    /** Standard deviation of details, in grey levels, below which they are noise of rounding and compression. */
    private static final double LEAST_DETAIL = 1.5;

    private final double[] fixed;
    private final double[] details;
    /** By how much each pixel changes with each of the four numbers of a place. */
    private final double[][] steepest;

    private final double[][] inverse;

    Alignment(Fingerprint image) {
        double[] grey = grey(image, false);
        fixed = normalised(grey);
        details = details(grey);
        steepest = steepest(fixed);
        inverse = inverse(steepest);
    }

    /** Scale and shift across, then down, from the centre, in pixels: where a pixel of the fixed image lies in the other. */
    private record Place(double width, double left, double height, double top) {

        boolean isPossible() {
            return Math.abs(width - 1) <= MOST_SCALE && Math.abs(height - 1) <= MOST_SCALE;
        }

        /** This place after the inverse of a small step (equation 19). */
        Place without(double[] step) {
            double across = width / (1 + step[0]);
            double down = height / (1 + step[2]);
            return new Place(across, left - across * step[1], down, top - down * step[3]);
        }
    }

    /** For each pixel along one direction the one before it in the other image, and the share of the one after that. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Axis(int from, int to, int[] before, double[] share) {

        static Axis of(double scale, double shift) {
            int[] before = new int[EDGE];
            double[] share = new double[EDGE];
            int from = EDGE;
            int to = 0;
            for (int i = 0; i < EDGE; i++) {
                double at = scale * centred(i) + shift + (EDGE - 1) / 2.0;
                if (at >= -0.5 && at <= EDGE - 0.5) {
                    from = Math.min(from, i);
                    to = i + 1;
                    before[i] = Math.max(0, Math.min(EDGE - 2, (int) at));
                    share[i] = at - before[i];
                }
            }
            return new Axis(from, to, before, share);
        }

        int count() {
            return Math.max(0, to - from);
        }
    }

    /** Sees a pixel of the fixed image and what lies there of the other. */
    @FunctionalInterface
    private interface Pairs {
        void see(int i, double value);
    }

    /**
     * The correlation of their details, −1 to 1; 0 where an image has none, or they cannot be brought into line.
     *
     * @param mirrored compares with the mirror image of {@code other}
     */
    double likeness(Fingerprint other, boolean mirrored) {
        double[] grey = grey(other, mirrored);
        double[] moved = normalised(grey);
        Place place = new Place(1, 0, 1, 0);
        for (int round = 1; round <= ROUNDS; round++) {
            Slope slope = new Slope();
            int seen = overlay(moved, place, slope);
            double[] step = slope.step();
            place = place.without(step);
            boolean apart = round >= FIRST_ROUNDS && slope.squares > MOST_APART * seen;
            if (apart || !place.isPossible()) {
                return 0;
            }
            if (Math.max(Math.abs(step[1]), Math.abs(step[3])) < 0.01) {
                break;
            }
        }
        Correlation correlation = new Correlation();
        int seen = overlay(details(grey), place, correlation);
        return seen < LEAST_OVERLAP * EDGE * EDGE ? 0 : correlation.value(seen);
    }

    /** Shows each pixel of the fixed image that lies inside of the other. @return how many do */
    private static int overlay(double[] other, Place place, Pairs pairs) {
        Axis across = Axis.of(place.width, place.left);
        Axis down = Axis.of(place.height, place.top);
        for (int row = down.from; row < down.to; row++) {
            double below = down.share[row];
            for (int column = across.from; column < across.to; column++) {
                int i = down.before[row] * EDGE + across.before[column];
                double right = across.share[column];
                double above = other[i] + right * (other[i + 1] - other[i]);
                double beneath = other[i + EDGE] + right * (other[i + EDGE + 1] - other[i + EDGE]);
                pairs.see(row * EDGE + column, above + below * (beneath - above));
            }
        }
        return across.count() * down.count();
    }

    /** Adds up which way the place has to go. */
    private final class Slope implements Pairs {

        private final double[] sums = new double[4];
        private double squares;

        @Override
        public void see(int i, double value) {
            double error = value - fixed[i];
            squares += error * error;
            for (int p = 0; p < 4; p++) {
                sums[p] += steepest[p][i] * error;
            }
        }

        double[] step() {
            double[] step = new double[4];
            for (int p = 0; p < 4; p++) {
                for (int q = 0; q < 4; q++) {
                    step[p] += inverse[p][q] * sums[q];
                }
            }
            return step;
        }
    }

    /** Adds up what the correlation of details needs. */
    private final class Correlation implements Pairs {

        private double a;
        private double b;
        private double aa;
        private double bb;
        private double ab;

        @Override
        public void see(int i, double value) {
            a += details[i];
            b += value;
            aa += details[i] * details[i];
            bb += value * value;
            ab += details[i] * value;
        }

        double value(int count) {
            double first = aa / count - a / count * (a / count);
            double second = bb / count - b / count * (b / count);
            double least = LEAST_DETAIL * LEAST_DETAIL;
            return first < least || second < least
                    ? 0
                    : (ab / count - a / count * (b / count)) / Math.sqrt(first * second);
        }
    }

    private static double[] grey(Fingerprint image, boolean mirrored) {
        double[] grey = new double[EDGE * EDGE];
        for (int row = 0; row < EDGE; row++) {
            for (int column = 0; column < EDGE; column++) {
                grey[row * EDGE + column] = image.grey(row, mirrored ? EDGE - 1 - column : column);
            }
        }
        return grey;
    }

    private static double[] normalised(double[] grey) {
        double mean = 0;
        double squares = 0;
        for (double value : grey) {
            mean += value / grey.length;
            squares += value * value / grey.length;
        }
        double deviation = Math.sqrt(Math.max(1, squares - mean * mean));
        double[] normalised = new double[grey.length];
        for (int i = 0; i < grey.length; i++) {
            normalised[i] = (grey[i] - mean) / deviation;
        }
        return normalised;
    }

    private static double[][] steepest(double[] grey) {
        double[][] steepest = new double[4][grey.length];
        for (int row = 1; row < EDGE - 1; row++) {
            for (int column = 1; column < EDGE - 1; column++) {
                int i = row * EDGE + column;
                double across = (grey[i + 1] - grey[i - 1]) / 2;
                double down = (grey[i + EDGE] - grey[i - EDGE]) / 2;
                steepest[0][i] = across * centred(column);
                steepest[1][i] = across;
                steepest[2][i] = down * centred(row);
                steepest[3][i] = down;
            }
        }
        return steepest;
    }

    /** Of the matrix of products, by Gauss and Jordan; a little is added to its diagonal, for images without gradients. */
    private static double[][] inverse(double[][] steepest) {
        double[][] m = new double[4][8];
        for (int p = 0; p < 4; p++) {
            for (int q = 0; q < 4; q++) {
                for (int i = 0; i < steepest[p].length; i++) {
                    m[p][q] += steepest[p][i] * steepest[q][i];
                }
            }
            m[p][p] += 1e-3 * (1 + m[p][p]);
            m[p][4 + p] = 1;
        }
        for (int p = 0; p < 4; p++) {
            double pivot = m[p][p];
            for (int q = 0; q < 8; q++) {
                m[p][q] /= pivot;
            }
            for (int r = 0; r < 4; r++) {
                double factor = r == p ? 0 : m[r][p];
                for (int q = 0; q < 8; q++) {
                    m[r][q] -= factor * m[p][q];
                }
            }
        }
        double[][] inverse = new double[4][4];
        for (int p = 0; p < 4; p++) {
            System.arraycopy(m[p], 4, inverse[p], 0, 4);
        }
        return inverse;
    }

    /** What each pixel has more than the mean of the 25 pixels around it. */
    private static double[] details(double[] grey) {
        double[] details = new double[grey.length];
        for (int row = 0; row < EDGE; row++) {
            for (int column = 0; column < EDGE; column++) {
                double sum = 0;
                int count = 0;
                for (int y = Math.max(0, row - 2); y <= Math.min(EDGE - 1, row + 2); y++) {
                    for (int x = Math.max(0, column - 2); x <= Math.min(EDGE - 1, column + 2); x++) {
                        sum += grey[y * EDGE + x];
                        count++;
                    }
                }
                details[row * EDGE + column] = grey[row * EDGE + column] - sum / count;
            }
        }
        return details;
    }

    private static double centred(int i) {
        return i - (EDGE - 1) / 2.0;
    }
}
