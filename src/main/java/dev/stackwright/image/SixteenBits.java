package dev.stackwright.image;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which bits of samples of 16 are seen. Cameras with 12 bits, and tools that keep 8, leave the upper ones empty; taken
 * as fractions of 65,535 their pictures would be black. A picture that uses more is shown as TensorFlow and libpng show
 * it, by its upper 8 bits. Counts what it finds; thread-safe.
 */
final class SixteenBits {

    private static final int TWELVE = 1 << 12;
    private static final int EIGHT = 1 << 8;

    private final AtomicInteger ofTwelve = new AtomicInteger();
    private final AtomicInteger ofEight = new AtomicInteger();

    /** How far samples are shifted to the right, by the greatest of a picture's colours. */
    int shift(int greatest) {
        int shift = shiftOf(greatest);
        if (shift == 0) {
            ofEight.incrementAndGet();
        } else if (shift == 4) {
            ofTwelve.incrementAndGet();
        }
        return shift;
    }

    /**
     * How far alpha is shifted beside colours that are shifted by {@code shift}: by its own greatest, or an opaque picture would
     * be nearly white; and at least as far as colours, as few bits may mean that little shows.
     */
    static int alphaShift(int shift, int greatestAlpha) {
        return Math.max(shift, shiftOf(greatestAlpha));
    }

    private static int shiftOf(int greatest) {
        return greatest < EIGHT ? 0 : greatest < TWELVE ? 4 : 8;
    }

    /** What was found so far, for people; empty where all pictures used their range. */
    Optional<String> remark() {
        if (ofTwelve.get() + ofEight.get() == 0) {
            return Optional.empty();
        }
        return Optional.of("of the images with 16 bits a sample, "
                + Stream.of(used(ofTwelve, "12 (read as 0 to 4095)"), used(ofEight, "8 (read as 0 to 255)"))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" and ")));
    }

    private static Optional<String> used(AtomicInteger count, String range) {
        return count.get() == 0
                ? Optional.empty()
                : Optional.of(count + (count.get() == 1 ? " uses " : " use ") + range);
    }
}
