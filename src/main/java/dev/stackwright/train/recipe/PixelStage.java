package dev.stackwright.train.recipe;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Example;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.data.DecodedBatches;
import dev.stackwright.train.data.PixelBatches;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.data.PixelFile;
import dev.stackwright.train.data.UsableImages;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decodes every image once into a file of the run's scratch folder. */
final class PixelStage {

    private PixelStage() {}

    /** The caller closes what it gets. */
    static PixelDataset run(TrainingSession workshop) {
        return workshop.timings.time("pixels", () -> decode(workshop));
    }

    private static PixelDataset decode(TrainingSession workshop) {
        TrainingContext context = workshop.context;
        List<Example> examples = Stream.concat(
                        workshop.dataset.training().stream(), workshop.dataset.validation().stream())
                .toList();
        try (ImageDecoder decoder = new ImageDecoder(workshop.plan.spec(), context.imageLimits());
                DecodedBatches decoded = new DecodedBatches(
                        workshop.dataset, examples, decoder, TrainingSession.decoders(), context.cancellation());
                Progress.Task stage = context.progress().stage("pixels", examples.size())) {
            PixelFile pixels = PixelFile.write(
                    context.scratch().resolve("pixels.u8"), workshop.plan.spec(), counting(decoded, stage));
            decoded.setAside().forEach(s -> context.progress().note("set aside " + s.path() + ": " + s.reason()));
            UsableImages usable = UsableImages.of(workshop.dataset.index(), decoded.setAside());
            return new PixelDataset(usable, pixels, workshop.plan.spec());
        }
    }

    private static PixelBatches counting(PixelBatches batches, Progress.Task stage) {
        return new PixelBatches() {
            @Override
            public Optional<PixelBatch> next() {
                Optional<PixelBatch> next = batches.next();
                next.ifPresent(batch -> stage.advance(batch.count()));
                return next;
            }

            @Override
            public void close() {}
        };
    }
}
