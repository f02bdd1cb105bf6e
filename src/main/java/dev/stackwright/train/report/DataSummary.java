package dev.stackwright.train.report;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.dataset.Example;
import dev.stackwright.dataset.RejectedImage;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.data.UsableImages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was trained on.
 *
 * @param digest names the content
 * @param training usable images by label
 * @param validation usable images by label
 * @param validationWasSplitOff the dataset had no validation part
 * @param setAside images left out, found on indexing or on decoding
 */
public record DataSummary(
        Sha256 digest,
        int trainingImages,
        int validationImages,
        Map<String, Integer> training,
        Map<String, Integer> validation,
        boolean validationWasSplitOff,
        List<RejectedImage> setAside) {

    public static DataSummary of(DatasetIndex dataset, UsableImages images) {
        return new DataSummary(
                dataset.digest(),
                images.training().size(),
                images.validation().size(),
                counts(images.training(), dataset.labels()),
                counts(images.validation(), dataset.labels()),
                dataset.validationWasSplitOff(),
                Stream.concat(dataset.setAside().stream(), images.setAside().stream())
                        .toList());
    }

    private static Map<String, Integer> counts(List<Example> examples, Labels labels) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        labels.names().forEach(name -> counts.put(name, 0));
        examples.forEach(e -> counts.merge(labels.name(e.label()), 1, Integer::sum));
        return counts;
    }
}
