package dev.stackwright.train;

import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.SetAside;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found when all images of a dataset were decoded.
 *
 * @param setAside images that could not be decoded and were left out
 * @param nearCopies images that are nearly copies of others, and stayed
 * @param remarks of how pixels were read, for people
 */
public record ImageFindings(List<RejectedImage> setAside, List<NearCopy> nearCopies, List<String> remarks) {

    public static final ImageFindings NONE = new ImageFindings(List.of(), List.of(), List.of());

    public ImageFindings {
        setAside = List.copyOf(setAside);
        nearCopies = List.copyOf(nearCopies);
        remarks = List.copyOf(remarks);
    }

    /** All of it in lines for people, each with its number; none where nothing was found. */
    public List<String> lines() {
        return Stream.of(
                        remarks.stream(),
                        SetAside.lines(setAside).stream(),
                        copies(
                                nearCopies.stream()
                                        .filter(NearCopy::acrossParts)
                                        .toList(),
                                "validation image",
                                "of training images, so that figures are better than on new photos"),
                        copies(
                                nearCopies.stream()
                                        .filter(copy -> !copy.acrossParts())
                                        .toList(),
                                "image",
                                "of others in their part: re-compressed, resized, mirrored or cropped"),
                        copies(
                                nearCopies.stream()
                                        .filter(copy -> !copy.sameLabel())
                                        .toList(),
                                "image",
                                "of images under another label; keep the right one"))
                .flatMap(lines -> lines)
                .toList();
    }

    private static Stream<String> copies(List<NearCopy> copies, String one, String what) {
        return copies.isEmpty()
                ? Stream.empty()
                : Stream.of("nearly copies: " + SetAside.counted(copies.size(), one) + " " + what
                        + SetAside.shown(copies.stream()
                                .map(copy -> copy.path() + " ≈ " + copy.of())
                                .toList()));
    }
}
