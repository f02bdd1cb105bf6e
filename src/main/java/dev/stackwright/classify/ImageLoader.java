package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.common.Cancellation;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the images of all requests share on their way from urls to pixels. A url's bytes are let go as soon as they are
 * decoded, and few images are decoded at once, so that memory is bounded by the settings and not by the requests.
 * Thread-safe; close it.
 *
 * @param fetching threads that wait for servers
 * @param decoding threads that decode; of large images one at a time, as the next would hold its thread while it waits
 *     for the pixels of the first
 * @param fetcher closed with this
 * @param decoders closed with this
 * @param patience how long closing waits for fetches under way
 */
record ImageLoader(
        FairThreadPool fetching,
        FairThreadPool decoding,
        ImageFetcher fetcher,
        Decoders decoders,
        Duration patience,
        Clock clock)
        implements AutoCloseable {

    /** The work of decoding a large image. */
    private static final String LARGE = "large";

    private static final Duration DECODING = Duration.ofSeconds(1);

    static ImageLoader of(
            ClassifierSettings settings, DownloadPolicy policy, ImageFetcher fetcher, ImageLimits limits, Clock clock) {
        int threads = policy.concurrency();
        return new ImageLoader(
                new FairThreadPool("fetch", threads, true, Math.max(1, threads / 2)),
                new FairThreadPool("decode", settings.parallelism(), false, 1),
                fetcher,
                new Decoders(limits),
                policy.timeout().plus(DECODING),
                clock);
    }

    /** Begins with a request's images, of which {@code listener} hears; close it when they are answered. */
    Loading load(List<ImageSource> sources, ImageSpec spec, Deadline deadline, ClassifyListener listener) {
        return new Loading(this, sources, spec, deadline, listener);
    }

    /** Whose turn it is to decode an image, by its header: large ones take turns, over all requests. */
    String group(byte[] encoded) throws ImageRejectedException {
        return ImageDecoder.isLarge(encoded, decoders.limits) ? LARGE : FairThreadPool.NO_GROUP;
    }

    @Override
    public void close() {
        fetcher.close();
        fetching.close(patience);
        decoding.close(DECODING);
        decoders.close();
    }

    /** Decoders of the image sizes that requests ask for, of which few are kept. Thread-safe; close it. */
    static final class Decoders implements AutoCloseable {

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
}
