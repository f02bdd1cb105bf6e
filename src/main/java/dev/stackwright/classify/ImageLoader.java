package dev.stackwright.classify;

import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What the images of all requests share on their way from urls to pixels. A url's bytes are let go as soon as they are
 * decoded, and few images are decoded at once, so that memory is bounded by the settings and not by the requests.
 * Thread-safe; close it.
 *
 * @param fetching threads that wait for servers
 * @param decoding threads that decode
 * @param fetcher closed with this
 * @param decoders closed with this
 * @param patience how long closing waits for fetches under way
 */
record ImageLoader(
        FairPool fetching, FairPool decoding, ImageFetcher fetcher, Decoders decoders, Duration patience, Clock clock)
        implements AutoCloseable {

    private static final Duration DECODING = Duration.ofSeconds(1);

    static ImageLoader of(
            ClassifierSettings settings, DownloadPolicy policy, ImageFetcher fetcher, ImageLimits limits, Clock clock) {
        int threads = policy.concurrency();
        return new ImageLoader(
                new FairPool("fetch", threads, true, Math.max(1, threads / 2)),
                new FairPool("decode", settings.parallelism(), false, settings.parallelism()),
                fetcher,
                new Decoders(limits),
                policy.timeout().plus(DECODING),
                clock);
    }

    /** Begins with a request's images; close it when they are answered. @param listener hears of them */
    Loading load(List<ImageSource> sources, ImageSpec spec, Deadline deadline, ClassifyListener listener) {
        return new Loading(this, sources, spec, deadline, listener);
    }

    @Override
    public void close() {
        fetcher.close();
        fetching.close(patience);
        decoding.close(DECODING);
        decoders.close();
    }
}
