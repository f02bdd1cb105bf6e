package dev.stackwright.classify;

import dev.stackwright.classify.ImageFetcher.FetchException;
import dev.stackwright.common.Threads;
import dev.stackwright.download.DownloadException.Reason;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Urls to pixels, many at once. A url's bytes are let go as soon as they are decoded, and few images are decoded at
 * once, so that memory is bounded by the settings and not by the requests. Thread-safe; close it.
 */
final class ImageLoader implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ImageLoader.class.getName());
    private static final int MOST_DECODERS = 8;
    private static final String INTERNAL = "internal-error";
    private static final String NO_MEMORY = "out-of-memory";

    private final ClassifierSettings settings;
    private final DownloadPolicy policy;
    private final ImageFetcher fetcher;
    private final ImageLimits limits;
    private final Clock clock;
    private final ClassifyListener listener;
    private final ExecutorService pool;
    private final Semaphore decoding;

    /** One an image size, of which the one used longest ago makes room. Guarded by itself. */
    private final Map<ImageSpec, Shared<ImageDecoder>> decoders = new LinkedHashMap<>(16, 0.75f, true);

    /** Closes the fetcher with itself. */
    ImageLoader(
            ClassifierSettings settings,
            DownloadPolicy policy,
            ImageFetcher fetcher,
            ImageLimits limits,
            Clock clock,
            ClassifyListener listener) {
        this.settings = settings;
        this.policy = policy;
        this.fetcher = fetcher;
        this.limits = limits;
        this.clock = clock;
        this.listener = listener;
        this.pool = pool(policy.concurrency());
        this.decoding = new Semaphore(settings.parallelism());
    }

    /** What became of one url before prediction. */
    sealed interface Fetched {

        record Ready(Pixels pixels) implements Fetched {}

        record Failed(ClassifyReply.Failure failure) implements Fetched {}

        private static Fetched failed(String code, String message) {
            return new Failed(new ClassifyReply.Failure(code, message));
        }
    }

    /** How many are kept. */
    int decoders() {
        synchronized (decoders) {
            return decoders.size();
        }
    }

    /** Each distinct source once, in order of first mention; done within the settings' deadline. */
    Map<ImageSource, Fetched> load(List<ImageSource> sources, ImageSpec spec) {
        List<ImageSource> distinct = sources.stream().distinct().toList();
        List<Callable<Fetched>> tasks = distinct.stream()
                .<Callable<Fetched>>map(source -> () -> load(source, spec))
                .toList();
        try {
            List<Future<Fetched>> futures =
                    pool.invokeAll(tasks, settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
            Map<ImageSource, Fetched> results = new LinkedHashMap<>();
            for (int i = 0; i < futures.size(); i++) {
                Fetched fetched = outcome(futures.get(i));
                if (fetched instanceof Fetched.Failed failed) {
                    listener.imageFailed(failed.failure().code());
                }
                results.put(distinct.get(i), fetched);
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fetching images", e);
        }
    }

    private Fetched outcome(Future<Fetched> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return Fetched.failed(
                    Reason.TIMEOUT.code(),
                    "expected all urls of the request within "
                            + settings.deadline().toMillis() + " ms, found this one unfinished; send fewer at once");
        } catch (ExecutionException e) {
            // Whatever it is, the request's other images are answered.
            LOG.log(Level.WARNING, "an image failed in an unforeseen way", e.getCause());
            return Fetched.failed(
                    INTERNAL,
                    "expected to fetch and decode the image, found an error of our own; the log of the service tells"
                            + " more");
        }
    }

    private Fetched load(ImageSource source, ImageSpec spec) throws InterruptedException {
        try {
            Instant start = clock.instant();
            byte[] encoded = fetcher.fetch(source);
            Instant fetched = clock.instant();
            Pixels pixels = decode(encoded, spec);
            listener.imageReady(
                    encoded.length, Duration.between(start, fetched), Duration.between(fetched, clock.instant()));
            return new Fetched.Ready(pixels);
        } catch (FetchException e) {
            return Fetched.failed(e.code(), String.valueOf(e.getMessage()));
        } catch (ImageRejectedException e) {
            String code = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return Fetched.failed(code, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            LOG.log(Level.WARNING, "no memory to decode an image", e);
            return Fetched.failed(
                    NO_MEMORY,
                    "expected memory to decode the image, found too little of it, also while no other was decoded;"
                            + " send a smaller one, or give the service more memory");
        }
    }

    private Pixels decode(byte[] encoded, ImageSpec spec) throws ImageRejectedException, InterruptedException {
        decoding.acquire();
        try {
            Shared<ImageDecoder> decoder = decoder(spec);
            try {
                return decoder.value().decode(encoded);
            } finally {
                decoder.release();
            }
        } finally {
            decoding.release();
        }
    }

    /** Held for the caller. */
    private Shared<ImageDecoder> decoder(ImageSpec spec) {
        synchronized (decoders) {
            Shared<ImageDecoder> decoder = decoders.computeIfAbsent(
                            spec, s -> new Shared<>(new ImageDecoder(s, limits), ImageDecoder::close))
                    .hold();
            if (decoders.size() > MOST_DECODERS) {
                decoders.remove(decoders.keySet().iterator().next()).release();
            }
            return decoder;
        }
    }

    private static ExecutorService pool(int threads) {
        return Executors.newFixedThreadPool(threads, Threads.daemons("fetch"));
    }

    @Override
    public void close() {
        pool.shutdownNow();
        fetcher.close();
        try {
            pool.awaitTermination(policy.timeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (decoders) {
            decoders.values().forEach(Shared::release); // one in use is closed by its last user
            decoders.clear();
        }
    }
}
