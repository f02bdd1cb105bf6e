package dev.stackwright.ensemble;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in images members and stack see what speaks for each label: Grad-CAM (Selvaraju et al., Grad-CAM: Visual
 * Explanations from Deep Networks via Gradient-based Localization, ICCV 2017, equations 1 and 2). A member is a linear head
 * on the mean of its last feature map over its places, so that the gradient is the head's kernel: what a place adds to a
 * logit is the product of both, and the map is its positive part (up to a factor, one over the number of places).
 *
 * <p>The ensemble's map is that of its own logit: the gradient runs through the stack into every member, what the members'
 * places add is brought to the finest of their grids and added up, and the positive part is taken of the sum. The factor is
 * left out there, too, so that a member counts by what it adds to the logit and not by how many places it has.
 *
 * @param members in manifest order: what places add to the member's own logits
 * @param parts in that order: what they add to the ensemble's logits through the stack, to first order where it is not
 *     linear
 */
public record Evidence(List<Places> members, List<Places> parts) {

    public Evidence {
        members = List.copyOf(members);
        parts = List.copyOf(parts);
    }

    /**
     * From outputs in order, the members' first and then as many parts.
     *
     * @param sizes of each output's grid
     */
    public static Evidence of(List<Integer> sizes, int labels, List<float[]> outputs) {
        List<Places> all = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            all.add(new Places(sizes.get(i), labels, outputs.get(i)));
        }
        return new Evidence(all.subList(0, all.size() / 2), all.subList(all.size() / 2, all.size()));
    }

    /**
     * Of one output for a batch.
     *
     * @param size places in a row and in a column
     * @param values {@code [images, size, size, labels]}; not copied: do not change them
     */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared
    public record Places(int size, int labels, float[] values) {

        public Places {
            if (size < 1 || labels < 1 || values.length % (size * size * labels) != 0) {
                throw new IllegalArgumentException("expected values for images of " + size + " × " + size
                        + " places and " + labels + " labels, found " + values.length);
            }
        }

        double at(int image, int row, int column, int label) {
            return values[((image * size + row) * size + column) * labels + label];
        }
    }

    /** What speaks for a label in one image by one member, row by row; all 0 where nothing does. */
    public HeatMap ofMember(int member, int image, int label) {
        Places places = members.get(member);
        return HeatMap.of(places.size(), summed(List.of(places), places.size(), image, label));
    }

    /** As {@link #ofMember}, by the ensemble: its members' parts on the finest of their grids, added up. */
    public HeatMap ofEnsemble(int image, int label) {
        int size = parts.stream().mapToInt(Places::size).max().orElseThrow();
        return HeatMap.of(size, summed(parts, size, image, label));
    }

    private static double[] summed(List<Places> all, int size, int image, int label) {
        double[] sum = new double[size * size];
        for (Places places : all) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    sum[row * size + column] += bilinear(
                            places,
                            image,
                            label,
                            position(row, size, places.size()),
                            position(column, size, places.size()));
                }
            }
        }
        return sum;
    }

    /** The middle of a place of one grid, in places of another. */
    private static double position(int index, int size, int other) {
        return Math.max(0, Math.min(other - 1, (index + 0.5) * other / size - 0.5));
    }

    private static double bilinear(Places places, int image, int label, double row, double column) {
        int top = (int) row;
        int left = (int) column;
        int bottom = Math.min(top + 1, places.size() - 1);
        int right = Math.min(left + 1, places.size() - 1);
        double down = row - top;
        double across = column - left;
        return (1 - down)
                        * ((1 - across) * places.at(image, top, left, label)
                                + across * places.at(image, top, right, label))
                + down
                        * ((1 - across) * places.at(image, bottom, left, label)
                                + across * places.at(image, bottom, right, label));
    }

    /**
     * A map over a whole image.
     *
     * @param size places in a row and in a column
     * @param values 0 to 1 row by row, the highest 1 where any is above 0
     */
    public record HeatMap(int size, List<Double> values) {

        public HeatMap {
            values = List.copyOf(values);
        }

        static HeatMap of(int size, double[] evidence) {
            double most = 0;
            for (double value : evidence) {
                most = Math.max(most, value);
            }
            Double[] scaled = new Double[evidence.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = most > 0 ? Math.round(Math.max(0, evidence[i]) / most * 1e4) / 1e4 : 0.0;
            }
            return new HeatMap(size, List.of(scaled));
        }
    }
}
