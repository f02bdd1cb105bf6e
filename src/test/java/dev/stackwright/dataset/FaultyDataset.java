package dev.stackwright.dataset;

import dev.stackwright.image.PngBytes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A zip of 300 drawn photos with one of every fault that people's datasets have; the same bytes each time.
 *
 * <p>Argument: the file to write. Then {@code ./stackwright train -e faulty -d FILE --weights random --image-size 96 --members
 * mobilenet} shows what a person is told.
 */
public final class FaultyDataset {

    private static final int EDGE = 64;

    private final ZipBytes zip = new ZipBytes();
    private int drawn;

    private FaultyDataset() {}

    public static void main(String[] args) {
        zip().write(Path.of(args[0]));
    }

    static ZipBytes zip() {
        FaultyDataset dataset = new FaultyDataset();
        dataset.goodPhotos();
        dataset.unreadableFiles();
        dataset.oddEntries();
        dataset.oddPlaces();
        dataset.copies();
        return dataset.zip;
    }

    private void goodPhotos() {
        for (int i = 0; i < 105; i++) {
            good("train/bars/" + i + ".jpg", true);
            good("train/dots/" + i + ".jpg", false);
        }
        for (int i = 0; i < 28; i++) {
            good("valid/bars/" + i + ".jpg", true);
            good("valid/dots/" + i + ".jpg", false);
        }
        zip.stored("train/.DS_Store", new byte[10]).stored("__MACOSX/train/bars/._0.jpg", new byte[10]);
        ByteBuffer deep = ByteBuffer.allocate(EDGE * EDGE * Short.BYTES);
        for (int i = 0; i < EDGE * EDGE; i++) {
            deep.putShort((short) (i % 4096));
        }
        zip.stored(
                "train/bars/deep.png",
                PngBytes.begin(EDGE, EDGE, 16, 0).pixels(EDGE, deep.array()).end());
    }

    private void unreadableFiles() {
        byte[] photo = photo(true);
        zip.stored("train/bars/empty.jpg", new byte[0]);
        zip.stored("train/bars/text.jpg", "no photo".getBytes(StandardCharsets.US_ASCII));
        zip.stored("train/bars/cut.jpg", Arrays.copyOf(photo, photo.length / 2));
        zip.stored(
                "train/bars/phone.heic", "\0\0\0\u0018ftypheic\0\0\0\0heicmif1".getBytes(StandardCharsets.ISO_8859_1));
        zip.stored("train/bars/bomb.png", PngBytes.begin(30_000, 30_000, 1, 0).end());
    }

    private void oddEntries() {
        zip.wrongChecksum("train/dots/checksum.jpg", photo(false));
        zip.encrypted("train/dots/secret.jpg", photo(false));
        zip.packed("train/dots/lzma.jpg", photo(false), photo(false), 14);
        zip.zip64("train/dots/endless.jpg", photo(false), Long.MAX_VALUE);
        zip.symlink("train/dots/link.jpg", "0.jpg");
        zip.stored("train/dots/0.jpg", photo(false));
        zip.stored("train/dots/\u001B[31mred.jpg", photo(false));
        zip.silent("train/dots/caf\u0082.jpg".getBytes(StandardCharsets.ISO_8859_1), photo(false));
        zip.stored("more.zip", new ZipBytes().stored("a.jpg", photo(true)).bytes());
    }

    private void oddPlaces() {
        for (int i = 0; i < 3; i++) {
            zip.stored("train/bars/summer/" + i + ".jpg", photo(true));
            zip.stored("test/dots/" + i + ".jpg", photo(false));
            zip.stored("docs/" + i + ".txt", new byte[] {1});
        }
        zip.stored("cover.jpg", photo(true));
        zip.stored("train/" + "long".repeat(60) + "/0.jpg", photo(true));
        zip.stored("train/rare/0.jpg", photo(true));
        zip.stored("valid/other/0.jpg", photo(true));
    }

    private void copies() {
        BufferedImage twice = draw(true);
        zip.stored("train/bars/first.jpg", jpeg(twice)).stored("train/bars/again.jpg", jpeg(twice));
        BufferedImage mirrored = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = mirrored.createGraphics();
        graphics.drawImage(twice, EDGE, 0, -EDGE, EDGE, null);
        graphics.dispose();
        zip.stored("train/bars/mirrored.jpg", jpeg(mirrored));
        byte[] leak = photo(false);
        zip.stored("train/dots/leak.jpg", leak).stored("valid/dots/leak.jpg", leak);
        byte[] either = photo(true);
        zip.stored("train/bars/either.jpg", either).stored("train/dots/either.jpg", either);
    }

    private void good(String name, boolean bars) {
        zip.stored(name, photo(bars));
    }

    private byte[] photo(boolean bars) {
        return jpeg(draw(bars));
    }

    /** Thirty shapes in any colour, each picture others. */
    private BufferedImage draw(boolean bars) {
        Random random = new Random(drawn++);
        BufferedImage image = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(random.nextInt(1 << 24)));
        graphics.fillRect(0, 0, EDGE, EDGE);
        for (int i = 0; i < 30; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            int x = random.nextInt(EDGE);
            int y = random.nextInt(EDGE);
            if (bars) {
                graphics.fillRect(x, y, 4 + random.nextInt(8), 20 + random.nextInt(20));
            } else {
                graphics.fillOval(x - 6, y - 6, 12, 12);
            }
        }
        graphics.dispose();
        return image;
    }

    private static byte[] jpeg(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
