package dev.stackwright.cli;

import dev.stackwright.cli.DrawnSample.DrawnShape;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * Paints one object on a background. Place, size, tilt, both colours, gradient, clutter and noise are drawn from
 * the same distributions for every kind, so that nothing but the outline tells the kinds apart. No fonts, no screen.
 *
 * @param edge width and height in pixels, 32 or more
 */
record Painter(int edge) {

    private static final double SMALLEST = 0.30;
    private static final double LARGEST = 0.44;
    /** Least distance of luminance between object and background, of 255. */
    private static final double CONTRAST = 80;

    /** Most that an object leans to either side, in radians. */
    private static final double TILT = Math.PI / 8;

    private static final double NOISE = 9;
    private static final int CLUTTER = 12;

    Painter {
        if (edge < 32) {
            throw new IllegalArgumentException("expected pictures of 32 pixels or more, found " + edge);
        }
    }

    BufferedImage paint(DrawnShape kind, RandomGenerator random) {
        BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            Color ground = colour(random);
            Color ink = inkFor(ground, random);
            paintGround(graphics, ground, random);
            graphics.setColor(ink);
            graphics.fill(placed(random).createTransformedShape(kind.outline()));
        } finally {
            graphics.dispose();
        }
        addNoise(image, random);
        return image;
    }

    private AffineTransform placed(RandomGenerator random) {
        double radius = edge * random.nextDouble(SMALLEST, LARGEST);
        double room = edge / 2.0 - radius;
        AffineTransform place = AffineTransform.getTranslateInstance(
                edge / 2.0 + room * random.nextDouble(-1, 1), edge / 2.0 + room * random.nextDouble(-1, 1));
        place.rotate(random.nextDouble(-TILT, TILT));
        place.scale(radius, radius);
        return place;
    }

    /** A gradient about {@code ground} with faint specks on it. */
    private void paintGround(Graphics2D graphics, Color ground, RandomGenerator random) {
        double angle = random.nextDouble(2 * Math.PI);
        float dx = (float) (edge / 2.0 * Math.cos(angle));
        float dy = (float) (edge / 2.0 * Math.sin(angle));
        float middle = edge / 2f;
        int slope = random.nextInt(5, 25);
        graphics.setPaint(new GradientPaint(
                middle - dx, middle - dy, shifted(ground, -slope), middle + dx, middle + dy, shifted(ground, slope)));
        graphics.fillRect(0, 0, edge, edge);
        for (int i = 0; i < CLUTTER; i++) {
            double size = edge * random.nextDouble(0.02, 0.07);
            graphics.setColor(shifted(ground, random.nextInt(-30, 31)));
            graphics.fill(new Ellipse2D.Double(
                    random.nextDouble(edge), random.nextDouble(edge), size, size * random.nextDouble(0.5, 2)));
        }
    }

    private static Color colour(RandomGenerator random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static Color inkFor(Color ground, RandomGenerator random) {
        Color ink = colour(random);
        while (Math.abs(luminance(ink) - luminance(ground)) < CONTRAST) {
            ink = colour(random);
        }
        return ink;
    }

    private static double luminance(Color c) {
        return 0.299 * c.getRed() + 0.587 * c.getGreen() + 0.114 * c.getBlue();
    }

    private static Color shifted(Color c, int by) {
        return new Color(clipped(c.getRed() + by), clipped(c.getGreen() + by), clipped(c.getBlue() + by));
    }

    private static void addNoise(BufferedImage image, RandomGenerator random) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int noisy = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int value = rgb >> shift & 0xFF;
                    noisy |= clipped((int) Math.round(value + NOISE * random.nextGaussian())) << shift;
                }
                image.setRGB(x, y, noisy);
            }
        }
    }

    private static int clipped(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
