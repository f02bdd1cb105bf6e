package dev.stackwright.train;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLimits;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.store.MapObjectStore;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** A small dataset drawn on the spot: discs and squares, bright on dark, in a folder. */
public final class DrawnImages {

    private DrawnImages() {}

    /** {@code training} and {@code validation} images of each of two labels, below {@code folder}. */
    public static Path draw(Path folder, int training, int validation) throws IOException {
        Random random = new Random(1);
        for (String label : new String[] {"disc", "square"}) {
            for (int i = 0; i < training + validation; i++) {
                String part = i < training ? "train" : "validation";
                Path file = folder.resolve(part).resolve(label).resolve(String.format("%03d.png", i));
                Files.createDirectories(file.getParent());
                ImageIO.write(image(label, random), "png", file.toFile());
            }
        }
        return folder;
    }

    private static BufferedImage image(String label, Random random) {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(random.nextInt(90), random.nextInt(90), random.nextInt(90)));
        graphics.fillRect(0, 0, 40, 40);
        graphics.setColor(new Color(160 + random.nextInt(90), 160 + random.nextInt(90), 160 + random.nextInt(90)));
        int size = 14 + random.nextInt(10);
        int x = random.nextInt(40 - size);
        int y = random.nextInt(40 - size);
        if (label.equals("disc")) {
            graphics.fillOval(x, y, size, size);
        } else {
            graphics.fillRect(x, y, size, size);
        }
        graphics.dispose();
        return image;
    }

    /** Opens a local folder; close it. */
    public static Dataset open(Path folder, Path cache) {
        return new Datasets(new MapObjectStore(), cache, DatasetLimits.DEFAULT, false)
                .open(new DatasetLocation.LocalFolder(folder), Progress.NONE);
    }
}
