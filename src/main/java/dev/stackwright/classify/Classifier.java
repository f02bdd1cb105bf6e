package dev.stackwright.classify;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ImageLoader.Fetched;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Classifies images with the promoted version of an ensemble, taking up new promotions without a failed request. All
 * members see the same pixels in one call, and one bad url never fails the others. Thread-safe; close it.
 */
public final class Classifier implements AutoCloseable {

    /** Permits are an int; one stands for so many bytes. */
    private static final int UNIT = 1024;

    private final ClassifierSettings settings;
    private final ServedEnsembles ensembles;
    private final ImageLoader images;
    private final Clock clock;
    private final ClassifyListener listener;

    /** In {@link #UNIT}s of bytes of decoded images. */
    private final Semaphore memory;

    private final Semaphore predicting;

    /** @param store where {@code s3://} urls are read; stays open when this is closed */
    public Classifier(
            ClassifierSettings settings,
            EnsembleSource source,
            ObjectStore store,
            DownloadPolicy policy,
            ImageLimits limits,
            Clock clock,
            ClassifyListener listener) {
        this(settings, source, store, policy, HostResolver.SYSTEM, limits, clock, listener);
    }

    Classifier(
            ClassifierSettings settings,
            EnsembleSource source,
            ObjectStore store,
            DownloadPolicy policy,
            HostResolver resolver,
            ImageLimits limits,
            Clock clock,
            ClassifyListener listener) {
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.memory = new Semaphore(units(settings.maxMemory()), true);
        this.predicting = new Semaphore(settings.parallelism(), true);
        this.ensembles = new ServedEnsembles(source, settings.swap(), clock, listener);
        Downloader downloader = new Downloader(policy, resolver, ProxySettings.NONE, settings.userAgent());
        this.images =
                new ImageLoader(settings, policy, new ImageFetcher(policy, store, downloader), limits, clock, listener);
    }

    /**
     * One result an image, in the request's order: its urls, then its images; a url named twice is fetched once.
     *
     * @throws dev.stackwright.ensemble.UnknownEnsembleException when nothing of that name is promoted
     * @throws dev.stackwright.ensemble.EnsembleDamagedException when the promoted version is damaged or gone and no
     *     earlier one can be loaded
     * @throws OverloadedException when other requests hold the memory for longer than the settings' patience
     */
    public ClassifyReply classify(ClassifyRequest request) {
        Instant start = clock.instant();
        try (EnsembleHandle lease = ensembles.acquire(request.ensemble())) {
            Predictor ensemble = lease.ensemble();
            Manifest manifest = ensemble.manifest();
            List<ImageSource> sources = request.sources();
            Map<ImageSource, Result> answers = inMemory(bytes(sources, manifest.imageSpec()), () -> {
                Map<ImageSource, Fetched> fetched = images.load(sources, manifest.imageSpec());
                return answers(ensemble, fetched, request.topOrDefault());
            });
            List<Result> results = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                results.add(Objects.requireNonNull(answers.get(sources.get(i)))
                        .of(sources.get(i), i - request.urls().size()));
            }
            int failed = (int) results.stream().filter(r -> r.error() != null).count();
            listener.answered(request.ensemble(), results.size(), failed, Duration.between(start, clock.instant()));
            return new ClassifyReply(request.ensemble(), manifest.version(), results);
        }
    }

    /** What a request holds at most: its images, and those of one native call twice more, side by side. */
    private long bytes(List<ImageSource> sources, ImageSpec spec) {
        long images = sources.stream().distinct().count();
        return (images + 2 * Math.min(images, settings.batch())) * spec.bytes();
    }

    /** All at once, so that no two requests wait for what the other one holds; in the order in which they came. */
    private <T> T inMemory(long bytes, Supplier<T> work) {
        int units = Math.min(units(bytes), units(settings.maxMemory()));
        try {
            if (!memory.tryAcquire(units, settings.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new OverloadedException(
                        "expected " + bytes + " bytes for the request's images within "
                                + settings.patience().toMillis() + " ms, found that other requests hold all "
                                + settings.maxMemory() + "; try again, send fewer urls at once, or set"
                                + " stackwright.classify.max-memory",
                        Duration.ofSeconds(Math.max(1, settings.patience().toSeconds())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for memory", e);
        }
        try {
            return work.get();
        } finally {
            memory.release(units);
        }
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + (bytes - 1) / UNIT);
    }

    private Map<ImageSource, Result> answers(Predictor ensemble, Map<ImageSource, Fetched> fetched, int top) {
        Map<ImageSource, Result> answers = new HashMap<>();
        List<ImageSource> sources = new ArrayList<>();
        List<Pixels> pixels = new ArrayList<>();
        fetched.forEach((source, outcome) -> {
            if (outcome instanceof Fetched.Ready ready) {
                sources.add(source);
                pixels.add(ready.pixels());
            } else if (outcome instanceof Fetched.Failed failed) {
                String code = failed.failure().code();
                answers.put(source, Result.failed(null, code, failed.failure().message()));
            }
        });
        for (int from = 0; from < sources.size(); from += settings.batch()) {
            int to = Math.min(sources.size(), from + settings.batch());
            Prediction prediction = predict(ensemble, pixels.subList(from, to));
            for (int row = 0; row < to - from; row++) {
                answers.put(sources.get(from + row), Result.answered(ensemble.manifest(), prediction, row, top));
            }
        }
        return answers;
    }

    private Prediction predict(Predictor ensemble, List<Pixels> pixels) {
        Manifest manifest = ensemble.manifest();
        PixelBatch batch = PixelBatch.of(manifest.imageSpec(), pixels);
        predicting.acquireUninterruptibly();
        Instant start = clock.instant();
        Prediction prediction;
        try {
            prediction = ensemble.predict(batch);
        } finally {
            predicting.release();
        }
        listener.predicted(manifest.ensemble(), pixels.size(), Duration.between(start, clock.instant()));
        return prediction;
    }

    /** Loads the promoted version now, so that the first request need not; errors as {@link #classify}. */
    public void warm(EnsembleName name) {
        ensembles.acquire(name).close();
    }

    /**
     * Looks for a promotion at once. The future is done when one made before this call has taken over, or could not;
     * it never fails.
     */
    public CompletableFuture<Void> refresh(EnsembleName name) {
        return ensembles.refresh(name);
    }

    /** What is loaded, for health and metrics. */
    public List<ServedView> served() {
        return ensembles.served();
    }

    /** Waits for fetches under way, at most the fetch policy's deadline; requests are not accepted any more. */
    @Override
    public void close() {
        images.close();
        ensembles.close();
    }

    /** A request for which there was no memory in time. The same request succeeds once others are answered. */
    public static final class OverloadedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public OverloadedException(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** When to try again; whole seconds, 1 or more. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
