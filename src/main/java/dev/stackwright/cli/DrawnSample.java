package dev.stackwright.cli;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/**
 * A dataset of drawn objects as a zip of JPEGs, {@code drawn/{train,validation}/<label>/<n>.jpg}. The label says the
 * shape only: a constant answer and the mean colour are as good as chance. The same arguments give the same bytes on
 * the same JDK.
 *
 * @param edge width and height of the pictures in pixels
 * @param trainPerKind pictures of each kind in the training part, 1 or more
 * @param validationPerKind pictures of each kind in the validation part, 1 or more
 * @param seed decides every picture
 */
public record DrawnSample(int edge, int trainPerKind, int validationPerKind, long seed) {

    /** 600 pictures to train on, 90 to validate, 64 pixels wide. */
    public static final DrawnSample DEFAULT = new DrawnSample(64, 200, 30, 7);

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    public DrawnSample {
        if (trainPerKind < 1 || validationPerKind < 1 || trainPerKind > 99_999 || validationPerKind > 99_999) {
            throw new IllegalArgumentException("expected 1 to 99,999 pictures of each kind in each part, found "
                    + trainPerKind + " and " + validationPerKind);
        }
    }

    /** One picture: where it stands in the zip, what it shows, and its JPEG bytes. */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    public record Picture(String path, DrawnShape kind, byte[] jpeg) {

        /** As a file of its own, e.g. {@code targets-00007.jpg}. */
        public String fileName() {
            return kind.label() + "-" + path.substring(path.lastIndexOf('/') + 1);
        }
    }

    public List<Picture> training() {
        return part("train", trainPerKind, seed);
    }

    public List<Picture> validation() {
        return part("validation", validationPerKind, ~seed);
    }

    /** Writes the zip; leaves {@code out} open. */
    public void writeZip(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (List<Picture> part : List.of(training(), validation())) {
            for (Picture picture : part) {
                ZipEntry entry = new ZipEntry(picture.path());
                entry.setTimeLocal(ENTRY_TIME);
                zip.putNextEntry(entry);
                zip.write(picture.jpeg());
                zip.closeEntry();
            }
        }
        zip.finish();
    }

    private List<Picture> part(String name, int perKind, long partSeed) {
        Painter painter = new Painter(edge);
        SplittableRandom randoms = new SplittableRandom(partSeed);
        List<Picture> pictures = new ArrayList<>();
        for (DrawnShape kind : DrawnShape.values()) {
            for (int i = 1; i <= perKind; i++) {
                String path = "drawn/%s/%s/%05d.jpg".formatted(name, kind.label(), i);
                pictures.add(new Picture(path, kind, jpeg(painter.paint(kind, randoms.split()))));
            }
        }
        return pictures;
    }

    private static byte[] jpeg(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "jpeg", bytes)) {
                throw new IllegalStateException("this JDK cannot write JPEG; use a full JDK with java.desktop");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A kind of object; the label of a picture, and the only thing that the label says. */
    public enum DrawnShape {
        /** A board of squares. */
        CHEQUER("chequers") {
            @Override
            Shape outline() {
                Area board = new Area();
                for (int row = 0; row < CELLS; row++) {
                    for (int column = row % 2; column < CELLS; column += 2) {
                        board.add(new Area(
                                new Rectangle2D.Double(-HALF + column * CELL, -HALF + row * CELL, CELL, CELL)));
                    }
                }
                return board;
            }
        },
        /** Upright bars side by side. */
        FENCE("fences") {
            @Override
            Shape outline() {
                Area bars = new Area();
                for (int bar = 0; bar < CELLS; bar++) {
                    bars.add(new Area(new Rectangle2D.Double(-HALF + (bar + 0.25) * CELL, -HALF, CELL / 2, 2 * HALF)));
                }
                return bars;
            }
        },
        /** Rings about one another. */
        TARGET("targets") {
            @Override
            Shape outline() {
                Area rings = new Area();
                for (double radius = 1; radius > 0.1; radius -= 0.4) {
                    rings.add(disc(radius));
                    rings.subtract(disc(radius - 0.2));
                }
                return rings;
            }
        };

        private static final int CELLS = 4;
        /** Half the edge of a square whose corners lie on the unit circle. */
        private static final double HALF = Math.sqrt(0.5);

        private static final double CELL = 2 * HALF / CELLS;

        private final String label;

        DrawnShape(String label) {
            this.label = label;
        }

        /** The folder name, e.g. {@code targets}. */
        public String label() {
            return label;
        }

        /** The outline about the origin; no point is farther from it than 1.05. */
        abstract Shape outline();

        private static Area disc(double radius) {
            return new Area(new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
        }
    }
}
