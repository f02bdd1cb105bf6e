package dev.stackwright.classify;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encoded images of one shade, drawn by Java. */
final class Photos {

    private Photos() {}

    static byte[] png(int width, int height, int shade) {
        return encoded(width, height, shade, "png");
    }

    static byte[] jpeg(int width, int height, int shade) {
        return encoded(width, height, shade, "jpg");
    }

    private static byte[] encoded(int width, int height, int shade, String format) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(shade, shade, shade));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
