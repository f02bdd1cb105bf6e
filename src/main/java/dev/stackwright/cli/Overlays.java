package dev.stackwright.cli;

import dev.stackwright.classify.ClassifyReply.Explanation;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.ensemble.Evidence.HeatMap;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Photos with what speaks for their label laid over them, as PNGs in a folder: {@code 0001-cat.jpg-ensemble.png}, and one
 * for each member. A photo is stretched to a square, as networks see it; one that is on the web is grey. Close it.
 */
final class Overlays implements AutoCloseable {

    private static final int EDGE = 448;
    private static final int LONGEST_NAME = 60;

    private final Path folder;
    private final ObjectStore store;
    private final ImageDecoder decoder = new ImageDecoder(new ImageSpec(EDGE), ImageLimits.DEFAULT);
    private int photos;

    /** @param folder made where it is missing */
    Overlays(Path folder, ObjectStore store) {
        this.folder = folder;
        this.store = store;
    }

    /**
     * Writes those of one result; of one without maps none.
     *
     * @return why there are none, or {@code null}
     * @throws CommandException when the folder cannot be written to
     */
    @Nullable
    String write(Result result) {
        photos++;
        Explanation explanation = result.explanation();
        if (explanation == null || explanation.ensemble() == null) {
            return explanation == null ? null : explanation.missing();
        }
        String name = Objects.requireNonNullElse(result.url(), "photo");
        byte[] rgb = rgb(name);
        String file = String.format(
                Locale.ROOT,
                "%04d-%s-",
                photos,
                last(name.replaceAll(".*[/\\\\]", "").replaceAll("[^A-Za-z0-9._-]", "_")));
        try {
            Files.createDirectories(folder);
            write(file + "ensemble.png", rgb, explanation.ensemble());
            for (var member : Objects.requireNonNull(explanation.members())) {
                write(file + member.network() + ".png", rgb, member.map());
            }
            return null;
        } catch (IOException e) {
            throw new CommandException("--explain: cannot write to " + folder + ": " + Formats.fault(e), e);
        }
    }

    private static String last(String name) {
        return name.substring(Math.max(0, name.length() - LONGEST_NAME));
    }

    private byte[] rgb(String name) {
        try {
            Optional<byte[]> photo = photo(name);
            if (photo.isPresent()) {
                return decoder.decode(photo.get()).rgb();
            }
        } catch (IOException | ImageRejectedException gone) {
            // it was there when it was answered; the map says what it says without it
        }
        byte[] grey = new byte[EDGE * EDGE * ImageSpec.CHANNELS];
        Arrays.fill(grey, (byte) 128);
        return grey;
    }

    private Optional<byte[]> photo(String name) throws IOException {
        String own = "s3://" + store.bucket() + "/";
        if (name.startsWith(own)) {
            return store.read(new ObjectKey(name.substring(own.length())));
        }
        return LocalUploads.isAddress(name) ? Optional.empty() : Optional.of(Files.readAllBytes(Path.of(name)));
    }

    private void write(String file, byte[] rgb, HeatMap map) throws IOException {
        ImageIO.write(laidOver(rgb, EDGE, map), "png", folder.resolve(file).toFile());
    }

    /** From the photo to yellow to red, the more speaks for the label; smooth between places. */
    static BufferedImage laidOver(byte[] rgb, int edge, HeatMap map) {
        BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < edge; row++) {
            for (int column = 0; column < edge; column++) {
                double value = at(map, (row + 0.5) / edge, (column + 0.5) / edge);
                double share = 0.75 * value;
                int i = ImageSpec.CHANNELS * (row * edge + column);
                int red = mixed(rgb[i], 255, share);
                int green = mixed(rgb[i + 1], 200 * (1 - value), share);
                int blue = mixed(rgb[i + 2], 0, share);
                image.setRGB(column, row, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static int mixed(byte photo, double colour, double share) {
        return (int) Math.round((1 - share) * (photo & 255) + share * colour);
    }

    /** Bilinear between the middles of places; down and across in [0, 1]. */
    private static double at(HeatMap map, double down, double across) {
        double row = Math.max(0, Math.min(map.size() - 1, down * map.size() - 0.5));
        double column = Math.max(0, Math.min(map.size() - 1, across * map.size() - 0.5));
        int top = (int) row;
        int left = (int) column;
        int bottom = Math.min(top + 1, map.size() - 1);
        int right = Math.min(left + 1, map.size() - 1);
        double above = between(value(map, top, left), value(map, top, right), column - left);
        double below = between(value(map, bottom, left), value(map, bottom, right), column - left);
        return between(above, below, row - top);
    }

    private static double between(double a, double b, double share) {
        return a + share * (b - a);
    }

    private static double value(HeatMap map, int row, int column) {
        return map.values().get(row * map.size() + column);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
