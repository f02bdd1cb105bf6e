package dev.stackwright.train.report.html;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import dev.stackwright.train.report.Report;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Small photos for the page.
 *
 * @param jpegs by path in the dataset
 * @param samples paths of training photos, by label
 */
public record Thumbnails(Map<String, byte[]> jpegs, Map<String, List<String>> samples) {

    /** Where the photos are not at hand. */
    public static final Thumbnails NONE = new Thumbnails(Map.of(), Map.of());

    /** Edge in pixels; a JPEG of it has some 3 kB. */
    private static final int EDGE = 96;

    private static final int SAMPLES = 6;
    private static final int LABELS = 20;

    /** Of all together, so that the page stays below 3 MB with base64 and text. */
    private static final int MOST_BYTES = 1_800_000;

    /** Of the photos that the report names, and of some of each label. Photos that cannot be read again are left out. */
    public static Thumbnails of(Dataset dataset, Report report, ImageLimits limits) {
        Map<String, List<String>> samples = new LinkedHashMap<>();
        for (Example example : dataset.training()) {
            String label = dataset.labels().name(example.label());
            List<String> some = samples.computeIfAbsent(label, none -> new ArrayList<>());
            if (some.size() < SAMPLES) {
                some.add(example.path());
            }
        }
        if (samples.size() > LABELS) {
            samples.keySet().retainAll(samples.keySet().stream().limit(LABELS).collect(Collectors.toSet()));
        }
        Set<String> wanted = new LinkedHashSet<>();
        Stream.concat(report.suspiciousTraining().stream(), report.suspiciousValidation().stream())
                .forEach(issue -> wanted.add(issue.path()));
        report.disagreements().forEach(one -> wanted.add(one.path()));
        samples.values().forEach(wanted::addAll);
        return new Thumbnails(jpegs(dataset, wanted, limits), samples);
    }

    private static Map<String, byte[]> jpegs(Dataset dataset, Set<String> wanted, ImageLimits limits) {
        Map<String, Example> byPath = Stream.concat(dataset.training().stream(), dataset.validation().stream())
                .collect(Collectors.toMap(Example::path, example -> example, (first, other) -> first));
        Map<String, byte[]> jpegs = new LinkedHashMap<>();
        long bytes = 0;
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(EDGE), limits)) {
            for (String path : wanted) {
                Example example = byPath.get(path);
                if (example == null || bytes > MOST_BYTES) {
                    continue;
                }
                try {
                    byte[] jpeg = jpeg(decoder.decode(dataset.read(example)));
                    jpegs.put(path, jpeg);
                    bytes += jpeg.length;
                } catch (IOException | ImageRejectedException unreadable) {
                    // the page says its name without it
                }
            }
        }
        return jpegs;
    }

    private static byte[] jpeg(Pixels pixels) throws IOException {
        BufferedImage image = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = pixels.rgb();
        for (int i = 0; i < EDGE * EDGE; i++) {
            image.setRGB(
                    i % EDGE,
                    i / EDGE,
                    (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return out.toByteArray();
    }

    /** An element that shows it; nothing where there is none. */
    String image(String path) {
        byte[] jpeg = jpegs.get(path);
        return jpeg == null
                ? ""
                : "<img alt=\"\" width=\"%d\" height=\"%d\" src=\"data:image/jpeg;base64,%s\">"
                        .formatted(EDGE, EDGE, Base64.getEncoder().encodeToString(jpeg));
    }
}
