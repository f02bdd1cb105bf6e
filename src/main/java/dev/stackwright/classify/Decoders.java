package dev.stackwright.classify;

import dev.stackwright.common.Cancellation;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decoders of the image sizes that requests ask for, of which few are kept. Thread-safe; close it. */
final class Decoders implements AutoCloseable {

    private static final int MOST = 8;

    private final ImageLimits limits;

    /** One an image size, of which the one used longest ago makes room. Guarded by itself. */
    private final Map<ImageSpec, Shared<ImageDecoder>> decoders = new LinkedHashMap<>(16, 0.75f, true);

    Decoders(ImageLimits limits) {
        this.limits = limits;
    }

    /** As {@link ImageDecoder#decode(byte[], Cancellation)}. */
    Pixels decode(byte[] encoded, ImageSpec spec, Cancellation cancellation) throws ImageRejectedException {
        Shared<ImageDecoder> decoder = held(spec);
        try {
            return decoder.value().decode(encoded, cancellation);
        } finally {
            decoder.release();
        }
    }

    /** How many are kept. */
    int kept() {
        synchronized (decoders) {
            return decoders.size();
        }
    }

    private Shared<ImageDecoder> held(ImageSpec spec) {
        synchronized (decoders) {
            Shared<ImageDecoder> decoder = decoders.computeIfAbsent(
                            spec, s -> new Shared<>(new ImageDecoder(s, limits), ImageDecoder::close))
                    .hold();
            if (decoders.size() > MOST) {
                decoders.remove(decoders.keySet().iterator().next()).release();
            }
            return decoder;
        }
    }

    /** One in use is closed by its last user. */
    @Override
    public void close() {
        synchronized (decoders) {
            decoders.values().forEach(Shared::release);
            decoders.clear();
        }
    }
}
