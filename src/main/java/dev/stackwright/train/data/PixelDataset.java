package dev.stackwright.train.data;

import static java.lang.System.Logger.Level.DEBUG;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.data.FeaturePass.PixelBatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
            try {
                UsableImages images = decoded.images(context.progress());
                images.findings().lines().forEach(context.progress()::note);
                return new PixelDataset(images, pixels, spec);
            } catch (RuntimeException | Error e) { // the file has no name: what keeps it open keeps its space
                pixels.close();
                throw e;
            }
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

    /**
     * Decoded images in a local file, so that each is decoded once however many epochs, folds and networks see it: uint8,
     * {@code size · size · 3} bytes a row; the page cache keeps what fits. Written once, then read by any thread. Close it.
     *
     * <p>The file has no name from the beginning, where the operating system can do that: so its space is free again when
     * the process ends, killed or not. Elsewhere the owner of its folder deletes it.
     */
    public static final class PixelFile implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger(PixelFile.class.getName());

        private final ImageSpec spec;
        private final FileChannel channel;
        private final int rows;

        private PixelFile(ImageSpec spec, FileChannel channel, int rows) {
            this.spec = spec;
            this.channel = channel;
            this.rows = rows;
        }

        /** Writes everything that {@code batches} gives into a new file; counts it on {@code task}, which stays open. */
        public static PixelFile write(Path file, ImageSpec spec, PixelBatches batches, Progress.Task task) {
            try {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
                try {
                    deleteName(file);
                    return new PixelFile(spec, channel, writeAll(channel, batches, task));
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write decoded images to " + file, e);
            }
        }

        private static void deleteName(Path file) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                LOG.log(DEBUG, "the file keeps its name while it is open; its folder's owner deletes it", e);
            }
        }

        private static int writeAll(FileChannel channel, PixelBatches batches, Progress.Task task) throws IOException {
            int rows = 0;
            for (Optional<PixelBatch> next = batches.next(); next.isPresent(); next = batches.next()) {
                ByteBuffer bytes = ByteBuffer.wrap(next.get().rgb());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                rows += next.get().count();
                task.advance(next.get().count());
            }
            return rows;
        }

        public int rows() {
            return rows;
        }

        /** The images of {@code rows}, in that order. */
        public PixelBatch batch(int[] rows) {
            byte[] all = new byte[Math.multiplyExact(rows.length, spec.bytes())];
            try {
                for (int i = 0; i < rows.length; i++) {
                    ByteBuffer image = ByteBuffer.wrap(all, i * spec.bytes(), spec.bytes());
                    long position = (long) rows[i] * spec.bytes();
                    while (image.hasRemaining()) {
                        int n = channel.read(image, position);
                        if (n < 0) {
                            throw new IOException("the file ends before row " + rows[i]);
                        }
                        position += n;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read decoded images", e);
            }
            return new PixelBatch(spec, rows.length, all);
        }

        /** Rows in order, a batch at a time; closing it leaves the file open. */
        public PixelBatches batches(int[] rows) {
            return new PixelBatches() {
                private int from;

                @Override
                public Optional<PixelBatch> next() {
                    int to = Math.min(rows.length, from + BATCH);
                    if (from == to) {
                        return Optional.empty();
                    }
                    PixelBatch batch =
                            batch(IntStream.range(from, to).map(i -> rows[i]).toArray());
                    from = to;
                    return Optional.of(batch);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close decoded images", e);
            }
        }
    }
}
