package dev.stackwright.classify;

import java.time.Duration;

/**
 * How a {@link Classifier} works.
 *
 * @param swap how promotions are looked for
 * @param deadline the longest time for all urls of a request together; those not ready by then are answered with
 *     {@code timeout}; 1 ms to 15 minutes
 * @param batch how many images one native call takes, 1 to 256; bounds the memory for activations
 * @param decoders how many images are decoded at once, 1 to 256; each may hold {@code maxPixels} × 3 bytes
 * @param userAgent what the fetcher calls itself, e.g. {@code stackwright/1.0}
 */
public record ClassifierSettings(ReloadSettings swap, Duration deadline, int batch, int decoders, String userAgent) {

    public ClassifierSettings {
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(Duration.ofMinutes(15)) > 0) {
            throw new IllegalArgumentException("deadline: expected 1 ms to 15 minutes, found " + deadline);
        }
        if (batch < 1 || batch > 256) {
            throw new IllegalArgumentException("batch: expected 1 to 256, found " + batch);
        }
        if (decoders < 1 || decoders > 256) {
            throw new IllegalArgumentException("decoders: expected 1 to 256, found " + decoders);
        }
        if (userAgent.isBlank()) {
            throw new IllegalArgumentException("userAgent: expected a name such as stackwright/1.0, found none");
        }
    }

    /** 25 seconds, as gateways give up at 30; 16 images a call; a decoder a processor. */
    public static ClassifierSettings defaults(int processors, String userAgent) {
        return new ClassifierSettings(
                ReloadSettings.DEFAULT, Duration.ofSeconds(25), 16, Math.max(1, Math.min(processors, 256)), userAgent);
    }

    public ClassifierSettings withSwap(ReloadSettings other) {
        return new ClassifierSettings(other, deadline, batch, decoders, userAgent);
    }

    public ClassifierSettings withDeadline(Duration other) {
        return new ClassifierSettings(swap, other, batch, decoders, userAgent);
    }

    public ClassifierSettings withBatch(int other) {
        return new ClassifierSettings(swap, deadline, other, decoders, userAgent);
    }
}
