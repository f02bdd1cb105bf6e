package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.prediction.Labels;
import java.util.List;

/**
 * What is known of a dataset without the bytes of its images; for work that needs none, in a process that never opened
 * it. Parts as in {@link Dataset}.
 *
 * @param digest names the content
 */
public record DatasetIndex(
        Labels labels,
        List<Example> training,
        List<Example> validation,
        boolean validationWasSplitOff,
        List<RejectedImage> setAside,
        Sha256 digest) {

    public DatasetIndex {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        setAside = List.copyOf(setAside);
    }
}
