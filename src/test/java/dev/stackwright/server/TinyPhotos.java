package dev.stackwright.server;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Drawn photos of two kinds, told apart by their colour: enough for a training run of seconds. */
final class TinyPhotos {

    private TinyPhotos() {}

    /** {@code red/<i>.png} and {@code blue/<i>.png}, so many of each. */
    static byte[] zip(int each) {
        return zip(each, "red", "blue");
    }

    /** The same under other labels. */
    static byte[] zip(int each, String red, String blue) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < each; i++) {
                add(zip, "photos/" + red + "/" + i + ".png", png(Color.RED, i));
                add(zip, "photos/" + blue + "/" + i + ".png", png(Color.BLUE, 1000 + i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A patch of the colour on grey noise. */
    static byte[] png(Color colour, int seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48 * 48; i++) {
            int grey = random.nextInt(256);
            image.setRGB(i % 48, i / 48, new Color(grey, grey, grey).getRGB());
        }
        Graphics2D pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(random.nextInt(16), random.nextInt(16), 30, 30);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
