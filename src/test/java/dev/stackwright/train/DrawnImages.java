package dev.stackwright.train;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A small dataset drawn on the spot: discs, squares and triangles, bright on dark, in a folder. */
public final class DrawnImages {

    public static final List<String> LABELS = List.of("disc", "square", "triangle");

    private DrawnImages() {}

    /** {@code training} and {@code validation} images of discs and of squares, below {@code folder}. */
    public static Path draw(Path folder, int training, int validation) throws IOException {
        return draw(folder, LABELS.subList(0, 2), training, validation);
    }

    /** {@code training} and {@code validation} images of each label, below {@code folder}. */
    public static Path draw(Path folder, List<String> labels, int training, int validation) throws IOException {
        Random random = new Random(1);
        for (String label : labels) {
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
        switch (label) {
            case "disc" -> graphics.fillOval(x, y, size, size);
            case "square" -> graphics.fillRect(x, y, size, size);
            default -> graphics.fillPolygon(new int[] {x, x + size, x}, new int[] {y, y, y + size}, 3);
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
