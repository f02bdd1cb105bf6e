package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.cli.DrawnSample.DrawnShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnSampleTest {

    private static final DrawnSample SMALL = new DrawnSample(32, 4, 2, 1);

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        assertThat(zip(SMALL)).isEqualTo(zip(new DrawnSample(32, 4, 2, 1)));
    }

    @Test
    void anotherSeedGivesOtherPictures() throws IOException {
        assertThat(zip(SMALL)).isNotEqualTo(zip(new DrawnSample(32, 4, 2, 2)));
    }

    @Test
    void theZipHasTheLayoutOfADataset() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip(SMALL)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(in.readAllBytes()));
                assertThat(image.getWidth()).isEqualTo(32);
                assertThat(image.getHeight()).isEqualTo(32);
            }
        }
        assertThat(names)
                .hasSize(DrawnShape.values().length * (4 + 2))
                .doesNotHaveDuplicates()
                .allMatch(n -> n.matches("drawn/(train|validation)/(chequers|fences|targets)/[0-9]{5}\\.jpg"))
                .contains("drawn/train/fences/00004.jpg", "drawn/validation/chequers/00002.jpg");
    }

    @Test
    void noPictureIsInBothParts() {
        Set<String> seen = new HashSet<>();
        SMALL.training().forEach(p -> seen.add(java.util.Arrays.toString(p.jpeg())));
        assertThat(seen).hasSize(SMALL.training().size());
        assertThat(SMALL.validation()).noneMatch(p -> seen.contains(java.util.Arrays.toString(p.jpeg())));
    }

    @Test
    void theKindsAreEquallyFrequentSoThatAConstantGuessIsChance() {
        Map<DrawnShape, Integer> counts = new EnumMap<>(DrawnShape.class);
        DrawnSample.DEFAULT.validation().forEach(p -> counts.merge(p.kind(), 1, Integer::sum));
        assertThat(counts).hasSize(DrawnShape.values().length).hasSizeGreaterThanOrEqualTo(3);
        assertThat(counts.values()).containsOnly(DrawnSample.DEFAULT.validationPerKind());
    }

    @Test
    void theMeanColourDoesNotTellTheKind() throws IOException {
        Map<DrawnShape, double[]> centroids = new EnumMap<>(DrawnShape.class);
        for (DrawnSample.Picture picture : DrawnSample.DEFAULT.training()) {
            double[] sum = centroids.computeIfAbsent(picture.kind(), k -> new double[3]);
            double[] mean = meanColour(picture.jpeg());
            for (int c = 0; c < 3; c++) {
                sum[c] += mean[c] / DrawnSample.DEFAULT.trainPerKind();
            }
        }
        long right = 0;
        for (DrawnSample.Picture picture : DrawnSample.DEFAULT.validation()) {
            double[] mean = meanColour(picture.jpeg());
            DrawnShape nearest = centroids.keySet().stream()
                    .min(java.util.Comparator.comparingDouble(k -> distance(centroids.get(k), mean)))
                    .orElseThrow();
            right += nearest == picture.kind() ? 1 : 0;
        }
        double accuracy = (double) right / DrawnSample.DEFAULT.validation().size();
        assertThat(accuracy).isLessThan(1.0 / DrawnShape.values().length + 0.15);
    }

    /** Bounding boxes of what differs most from the corners, over many pictures of one kind. */
    @ParameterizedTest
    @EnumSource(DrawnShape.class)
    void objectsDifferInPlaceSizeAndColour(DrawnShape kind) throws IOException {
        List<double[]> seen = new ArrayList<>();
        for (DrawnSample.Picture picture : new DrawnSample(64, 60, 1, 3).training()) {
            if (picture.kind() == kind) {
                seen.add(object(picture.jpeg()));
            }
        }
        assertThat(seen).hasSize(60);
        assertThat(spread(seen, 0)).as("pixels from left to right").isGreaterThan(1.5);
        assertThat(spread(seen, 1)).as("pixels from top to bottom").isGreaterThan(1.5);
        assertThat(spread(seen, 2)).as("pixels of width").isGreaterThan(2);
        for (int colour = 3; colour < 6; colour++) {
            assertThat(spread(seen, colour)).as("colour " + colour).isGreaterThan(30);
        }
    }

    /** Width, place and colour, so that no kind can be told by them alone. */
    @Test
    void theKindsAreOfTheSameSizesAndPlaces() throws IOException {
        Map<DrawnShape, List<double[]>> seen = new EnumMap<>(DrawnShape.class);
        for (DrawnSample.Picture picture : new DrawnSample(64, 60, 1, 3).training()) {
            seen.computeIfAbsent(picture.kind(), k -> new ArrayList<>()).add(object(picture.jpeg()));
        }
        for (int axis = 0; axis < 2; axis++) {
            int context = axis;
            assertThat(seen.values())
                    .allSatisfy(objects -> assertThat(mean(objects, context)).isBetween(29.0, 35.0));
        }
    }

    @Test
    void nothingIsDrawnWithFontsOrAScreen() throws IOException {
        for (Class<?> type : List.of(DrawnSample.class, Painter.class, DrawnShape.class)) {
            try (java.io.InputStream in = type.getResourceAsStream(
                    type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class")) {
                String constants =
                        new String(java.util.Objects.requireNonNull(in).readAllBytes(), ISO_8859_1);
                assertThat(constants).doesNotContain("java/awt/Font", "drawString", "GraphicsEnvironment", "Toolkit");
            }
        }
    }

    @Test
    void picturesTooSmallToShowAShapeAreRefused() {
        DrawnSample tiny = new DrawnSample(31, 1, 1, 1);
        assertThatThrownBy(tiny::training)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("31");
    }

    @Test
    void anEmptyPartIsRefused() {
        assertThatThrownBy(() -> new DrawnSample(64, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 0");
    }

    private static double mean(List<double[]> seen, int figure) {
        return seen.stream().mapToDouble(s -> s[figure]).average().orElseThrow();
    }

    private static double spread(List<double[]> seen, int figure) {
        double mean = mean(seen, figure);
        return Math.sqrt(seen.stream()
                .mapToDouble(s -> (s[figure] - mean) * (s[figure] - mean))
                .average()
                .orElseThrow());
    }

    /** Middle x and y, width, and mean red, green and blue of the pixels far in brightness from the corners' median. */
    private static double[] object(byte[] jpeg) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        int last = image.getWidth() - 1;
        double[] corners = {grey(image, 0, 0), grey(image, last, 0), grey(image, 0, last), grey(image, last, last)};
        java.util.Arrays.sort(corners);
        double ground = (corners[1] + corners[2]) / 2;
        double[] sum = new double[6];
        int count = 0;
        int left = last;
        int right = 0;
        for (int y = 0; y <= last; y++) {
            for (int x = 0; x <= last; x++) {
                if (Math.abs(grey(image, x, y) - ground) > 60) {
                    count++;
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    int rgb = image.getRGB(x, y);
                    double[] figures = {x, y, 0, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += figures[i];
                    }
                }
            }
        }
        assertThat(count).as("pixels of the object").isGreaterThan(50);
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count;
        }
        sum[2] = right - left;
        return sum;
    }

    private static double grey(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return 0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return sum;
    }

    private static double[] meanColour(byte[] jpeg) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        double[] sum = new double[3];
        int pixels = image.getWidth() * image.getHeight();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                for (int c = 0; c < 3; c++) {
                    sum[c] += (double) ((rgb >> (8 * c)) & 0xFF) / pixels;
                }
            }
        }
        return sum;
    }

    private static byte[] zip(DrawnSample sample) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sample.writeZip(bytes);
        return bytes.toByteArray();
    }
}
