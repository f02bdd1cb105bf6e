package dev.stackwright.train.data;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.train.TrainingContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Usable images by row, training rows first: pixels, labels and paths. Closes its pixels. */
public final class PixelDataset implements AutoCloseable {

    private final UsableImages usable;
    private final PixelFile pixels;
    private final ImageSpec spec;
    private final List<Example> rows;

    public PixelDataset(UsableImages usable, PixelFile pixels, ImageSpec spec) {
        this.usable = usable;
        this.pixels = pixels;
        this.spec = spec;
        this.rows = Stream.concat(usable.training().stream(), usable.validation().stream())
                .toList();
        if (pixels.rows() != rows.size()) {
            throw new IllegalStateException("expected pixels of " + rows.size() + " images, found " + pixels.rows());
        }
    }

    /**
     * Decodes every image once into a new file.
     *
     * @param decoders threads
     */
    public static PixelDataset decode(Dataset dataset, ImageSpec spec, TrainingContext context, int decoders) {
        List<Example> examples = Stream.concat(dataset.training().stream(), dataset.validation().stream())
                .toList();
        try (ImageDecoder decoder = new ImageDecoder(spec, context.imageLimits());
                DecodedBatches decoded =
                        new DecodedBatches(dataset, examples, decoder, decoders, context.cancellation());
                Progress.Task task = context.progress().stage("pixels", examples.size())) {
            PixelFile pixels = PixelFile.write(context.scratch().resolve("pixels.u8"), spec, decoded, task);
            UsableImages images = decoded.images(context.progress());
            images.findings().lines().forEach(context.progress()::note);
            return new PixelDataset(images, pixels, spec);
        }
    }

    public UsableImages usable() {
        return usable;
    }

    public ImageSpec spec() {
        return spec;
    }

    public PixelFile pixels() {
        return pixels;
    }

    public int[] trainingRows() {
        return IntStream.range(0, usable.training().size()).toArray();
    }

    public int[] validationRows() {
        return IntStream.range(usable.training().size(), rows.size()).toArray();
    }

    public PixelBatch batch(int[] chosen) {
        return pixels.batch(chosen);
    }

    public int[] labels(int[] chosen) {
        return Arrays.stream(chosen).map(row -> rows.get(row).label()).toArray();
    }

    public String path(int row) {
        return rows.get(row).path();
    }

    @Override
    public void close() {
        pixels.close();
    }
}
