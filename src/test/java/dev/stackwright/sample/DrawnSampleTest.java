package dev.stackwright.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                .hasSize(Kind.values().length * (4 + 2))
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
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        DrawnSample.DEFAULT.validation().forEach(p -> counts.merge(p.kind(), 1, Integer::sum));
        assertThat(counts).hasSize(Kind.values().length).hasSizeGreaterThanOrEqualTo(3);
        assertThat(counts.values()).containsOnly(DrawnSample.DEFAULT.validationPerKind());
    }

    @Test
    void theMeanColourDoesNotTellTheKind() throws IOException {
        Map<Kind, double[]> centroids = new EnumMap<>(Kind.class);
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
            Kind nearest = centroids.keySet().stream()
                    .min(java.util.Comparator.comparingDouble(k -> distance(centroids.get(k), mean)))
                    .orElseThrow();
            right += nearest == picture.kind() ? 1 : 0;
        }
        double accuracy = (double) right / DrawnSample.DEFAULT.validation().size();
        assertThat(accuracy).isLessThan(1.0 / Kind.values().length + 0.15);
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
                    sum[c] += (double) (rgb >> 8 * c & 0xFF) / pixels;
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
