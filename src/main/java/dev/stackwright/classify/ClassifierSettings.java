package dev.stackwright.classify;

import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import java.time.Duration;

/**
 * How a {@link Classifier} works.
 *
 * @param swap how promotions are looked for
 * @param deadline from when a request's ensemble is loaded to its answer, all waiting and prediction included; images not
 *     ready by then are answered with {@code timeout}; 1 ms to 15 minutes
 * @param batch how many images one native call takes, 1 to 256; bounds the memory for activations
 * @param parallelism how many images are decoded at once, each of which may hold {@code maxPixels} × 3 bytes, and how
 *     many native calls predict at once; 1 to 256
 * @param maxImages how many images all requests together work at, 1 or more; a request of more has it to itself
 * @param maxMemory bytes of decoded images that all requests hold together, 1 or more; a request that needs more than
 *     that alone has it to itself
 * @param patience how long a request waits for other requests before it is refused
 * @param userAgent what the fetcher calls itself, e.g. {@code stackwright/1.0}
 */
public record ClassifierSettings(
        ReloadSettings swap,
        Duration deadline,
        int batch,
        int parallelism,
        int maxImages,
        long maxMemory,
        Duration patience,
        String userAgent) {

    private static final int IMAGES_A_PROCESSOR = 64;

    public ClassifierSettings {
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(Duration.ofMinutes(15)) > 0) {
            throw new IllegalArgumentException("deadline: expected 1 ms to 15 minutes, found " + deadline);
        }
        if (batch < 1 || batch > 256) {
            throw new IllegalArgumentException("batch: expected 1 to 256, found " + batch);
        }
        if (parallelism < 1 || parallelism > 256) {
            throw new IllegalArgumentException("parallelism: expected 1 to 256, found " + parallelism);
        }
        if (maxImages < 1) {
            throw new IllegalArgumentException("maxImages: expected 1 or more, found " + maxImages);
        }
        if (maxMemory < 1) {
            throw new IllegalArgumentException("maxMemory: expected 1 byte or more, found " + maxMemory);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience: expected zero or more, found " + patience);
        }
        if (userAgent.isBlank()) {
            throw new IllegalArgumentException("userAgent: expected a name such as stackwright/1.0, found none");
        }
    }

    /**
     * 25 seconds, as gateways give up at 30; 16 images a call; a decoder and 64 images a processor, which leaves each
     * image 0.4 seconds of it; 4 seconds of patience.
     *
     * @param maxMemory in bytes
     */
    public static ClassifierSettings defaults(int processors, long maxMemory, String userAgent) {
        int parallelism = Math.max(1, Math.min(processors, 256));
        return new ClassifierSettings(
                ReloadSettings.DEFAULT,
                Duration.ofSeconds(25),
                16,
                parallelism,
                IMAGES_A_PROCESSOR * parallelism,
                maxMemory,
                Duration.ofSeconds(4),
                userAgent);
    }

    public ClassifierSettings withSwap(ReloadSettings other) {
        return new ClassifierSettings(other, deadline, batch, parallelism, maxImages, maxMemory, patience, userAgent);
    }

    public ClassifierSettings withDeadline(Duration other) {
        return new ClassifierSettings(swap, other, batch, parallelism, maxImages, maxMemory, patience, userAgent);
    }

    public ClassifierSettings withBatch(int other) {
        return new ClassifierSettings(swap, deadline, other, parallelism, maxImages, maxMemory, patience, userAgent);
    }

    public ClassifierSettings withMaxImages(int other, Duration patienceForThem) {
        return new ClassifierSettings(swap, deadline, batch, parallelism, other, maxMemory, patienceForThem, userAgent);
    }

    public ClassifierSettings withMaxMemory(long other, Duration patienceForIt) {
        return new ClassifierSettings(swap, deadline, batch, parallelism, maxImages, other, patienceForIt, userAgent);
    }
}
