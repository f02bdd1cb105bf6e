package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.train.ImageFindings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints the near copies of a dataset, with the time that looking for them takes beside that of decoding.
 *
 * <p>Arguments: dataset, edge in pixels, folder for a cache.
 */
public final class NearCopiesOfFolder {

    private NearCopiesOfFolder() {}

    public static void main(String[] args) {
        try (MapObjectStore store = new MapObjectStore();
                Dataset dataset = new Datasets(store, Path.of(args[2]), DatasetLimits.DEFAULT, false)
                        .open(DatasetLocation.parse(args[0]), Progress.NONE);
                ImageDecoder decoder =
                        new ImageDecoder(new ImageSpec(Integer.parseInt(args[1])), ImageLimits.DEFAULT)) {
            List<Example> examples = Stream.concat(dataset.training().stream(), dataset.validation().stream())
                    .toList();
            try (DecodedBatches batches = new DecodedBatches(dataset, examples, decoder, 2, Cancellation.NEVER)) {
                long begun = System.nanoTime();
                while (batches.next().isPresent()) {
                    // for its fingerprints
                }
                long decoded = System.nanoTime();
                ImageFindings findings = batches.images(Progress.NONE).findings();
                long found = System.nanoTime();
                findings.nearCopies().forEach(copy -> System.out.println(copy.path() + " ≈ " + copy.of()));
                findings.lines().forEach(System.out::println);
                System.out.printf(
                        Locale.ROOT,
                        "%d photos, %d near copies; decoded in %.1f s, looked for in %.2f s%n",
                        examples.size(),
                        findings.nearCopies().size(),
                        (decoded - begun) / 1e9,
                        (found - decoded) / 1e9);
            }
        }
    }
}
