package dev.stackwright.train.data;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.train.ImageFindings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A dataset's images less those that could not be decoded, in the dataset's order, and what decoding all of them found. */
public record UsableImages(List<Example> training, List<Example> validation, ImageFindings findings) {

    public UsableImages {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Both parts less what the findings set aside. */
    public static UsableImages of(DatasetIndex dataset, ImageFindings findings) {
        Set<String> paths =
                findings.setAside().stream().map(RejectedImage::path).collect(Collectors.toSet());
        return new UsableImages(
                dataset.training().stream()
                        .filter(e -> !paths.contains(e.path()))
                        .toList(),
                dataset.validation().stream()
                        .filter(e -> !paths.contains(e.path()))
                        .toList(),
                findings);
    }

    public List<RejectedImage> setAside() {
        return findings.setAside();
    }

    public int[] trainingLabels() {
        return training.stream().mapToInt(Example::label).toArray();
    }

    /** Of each training image a number that its copies share: photos with the same bytes. */
    public int[] trainingCopies() {
        Map<Sha256, Integer> first = new HashMap<>();
        return training.stream()
                .mapToInt(e -> first.computeIfAbsent(e.digest(), digest -> first.size()))
                .toArray();
    }

    public int[] validationLabels() {
        return validation.stream().mapToInt(Example::label).toArray();
    }
}
