package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.train.NearCopy;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds images that are nearly copies of others. Of each image the few earlier ones with the nearest hashes are laid over
 * it; hashes are compared pair by pair, two operations on words a pair, which takes 0.3 s for 20,000 images and some
 * minutes for 500,000. The same images give the same copies. Pure.
 */
public final class NearCopies {

    /** Hashes that differ in more bits are of other pictures; what was cropped differs in up to a dozen. */
    private static final int MOST_BITS = 14;
    /** So many candidates are looked at for each image. */
    private static final int CANDIDATES = 3;
    /** Correlation of details from which on two images are copies. */
    private static final double LEAST_LIKENESS = 0.85;

    private NearCopies() {}

    /** An image that looks as another by its hash. */
    private record Candidate(int image, boolean mirrored) {}

    /**
     * Images that are nearly copies of earlier ones, each once, in their order. Copies byte for byte are no near copies.
     *
     * @param fingerprints of the training images, then of the validation images
     */
    static List<NearCopy> find(
            UsableImages images, List<Fingerprint> fingerprints, Progress progress, Cancellation cancellation) {
        int training = images.training().size();
        List<Example> examples = Stream.concat(images.training().stream(), images.validation().stream())
                .toList();
        int[] distinct = distinct(examples);
        Fingerprint[] prints = fingerprints.toArray(Fingerprint[]::new);
        try (Progress.Task task = progress.stage("near copies", distinct.length)) {
            return IntStream.range(0, distinct.length)
                    .parallel()
                    .mapToObj(i -> {
                        cancellation.throwIfRequested();
                        Optional<NearCopy> copy =
                                of(distinct, i, prints).map(other -> nearCopy(examples, distinct[i], other, training));
                        task.advance(1);
                        return copy;
                    })
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private static NearCopy nearCopy(List<Example> examples, int image, int other, int training) {
        Example later = examples.get(image);
        Example earlier = examples.get(other);
        return new NearCopy(
                later.path(), earlier.path(), other < training && image >= training, later.label() == earlier.label());
    }

    /** The first image of each content. */
    private static int[] distinct(List<Example> examples) {
        Set<Sha256> seen = new HashSet<>();
        return IntStream.range(0, examples.size())
                .filter(i -> seen.add(examples.get(i).digest()))
                .toArray();
    }

    /** The earlier image that is most like the one at {@code index}, if it is like enough. */
    private static Optional<Integer> of(int[] distinct, int index, Fingerprint[] prints) {
        Fingerprint image = prints[distinct[index]];
        int best = -1;
        double most = LEAST_LIKENESS;
        List<Candidate> candidates = candidates(distinct, index, prints);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Alignment alignment = new Alignment(image);
        for (Candidate candidate : candidates) {
            double likeness = alignment.likeness(prints[candidate.image], candidate.mirrored);
            if (likeness > most) {
                most = likeness;
                best = candidate.image;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(best);
    }

    /** Those with the nearest hashes, the nearest first, earlier ones first among equals. */
    private static List<Candidate> candidates(int[] distinct, int index, Fingerprint[] prints) {
        Fingerprint image = prints[distinct[index]];
        Candidate[] nearest = new Candidate[CANDIDATES];
        int[] distances = new int[CANDIDATES];
        int most = MOST_BITS;
        int found = 0;
        for (int i = 0; i < index; i++) {
            Fingerprint other = prints[distinct[i]];
            int plain = image.distance(other);
            int mirrored = image.mirroredDistance(other);
            int distance = Math.min(plain, mirrored);
            if (distance <= most) {
                int at = Math.min(found, CANDIDATES - 1);
                while (at > 0 && distances[at - 1] > distance) {
                    distances[at] = distances[at - 1];
                    nearest[at] = nearest[at - 1];
                    at--;
                }
                distances[at] = distance;
                nearest[at] = new Candidate(distinct[i], mirrored < plain);
                found = Math.min(found + 1, CANDIDATES);
                most = found < CANDIDATES ? MOST_BITS : distances[CANDIDATES - 1] - 1;
            }
        }
        return IntStream.range(0, found)
                .mapToObj(i -> Objects.requireNonNull(nearest[i]))
                .toList();
    }
}
