package dev.stackwright.train.data;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.train.NearCopy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A dataset's images less those that could not be decoded, and these. Each list in the dataset's order.
 *
 * @param nearCopies those that are nearly copies of others; empty where that is not known
 */
public record UsableImages(
        List<Example> training, List<Example> validation, List<RejectedImage> setAside, List<NearCopy> nearCopies) {

    public UsableImages {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        setAside = List.copyOf(setAside);
        nearCopies = List.copyOf(nearCopies);
    }

    /** Both parts less the paths of {@code setAside}. */
    public static UsableImages of(DatasetIndex dataset, List<RejectedImage> setAside) {
        Set<String> paths = setAside.stream().map(RejectedImage::path).collect(Collectors.toSet());
        return new UsableImages(
                dataset.training().stream()
                        .filter(e -> !paths.contains(e.path()))
                        .toList(),
                dataset.validation().stream()
                        .filter(e -> !paths.contains(e.path()))
                        .toList(),
                setAside,
                List.of());
    }

    /** The same with those that are nearly copies of others. */
    UsableImages with(List<NearCopy> copies) {
        return new UsableImages(training, validation, setAside, copies);
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
