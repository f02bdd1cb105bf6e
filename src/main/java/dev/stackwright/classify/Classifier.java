package dev.stackwright.classify;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.download.FetchPolicy;
import dev.stackwright.download.Fetcher;
import dev.stackwright.download.HostResolver;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.SavedModelPredictor.Prediction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Classifies urls with the promoted version of an ensemble, taking up new promotions without a failed request. All
 * members see the same pixels in one call, and one bad url never fails the others. Thread-safe; close it.
 */
public final class Classifier implements AutoCloseable {

    private final ClassifierSettings settings;
    private final ServedEnsembles ensembles;
    private final ImageLoader images;
    private final Clock clock;
    private final ClassifyListener listener;

    /** @param store where {@code s3://} urls are read; stays open when this is closed */
    public Classifier(
            ClassifierSettings settings,
            EnsembleRepository repository,
            ObjectStore store,
            FetchPolicy policy,
            ImageLimits limits,
            Clock clock,
            ClassifyListener listener) {
        this(settings, EnsembleSource.of(repository), store, policy, HostResolver.SYSTEM, limits, clock, listener);
    }

    Classifier(
            ClassifierSettings settings,
            EnsembleSource source,
            ObjectStore store,
            FetchPolicy policy,
            HostResolver resolver,
            ImageLimits limits,
            Clock clock,
            ClassifyListener listener) {
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.ensembles = new ServedEnsembles(source, settings.swap(), clock, listener);
        Fetcher fetcher = new Fetcher(policy, store, resolver, settings.userAgent());
        this.images = new ImageLoader(settings, policy, fetcher, limits, clock, listener);
    }

    /**
     * One result a url, in the request's order; a url named twice is fetched once.
     *
     * @throws dev.stackwright.ensemble.UnknownEnsembleException when nothing of that name is promoted
     * @throws dev.stackwright.ensemble.EnsembleDamagedException when the promoted version is damaged or gone and no
     *     earlier one is loaded
     */
    public ClassifyReply classify(ClassifyRequest request) {
        Instant start = clock.instant();
        try (EnsembleHandle lease = ensembles.acquire(request.ensemble())) {
            Predictor ensemble = lease.ensemble();
            Manifest manifest = ensemble.manifest();
            Map<String, Fetched> fetched = images.load(request.urls(), manifest.imageSpec());
            Map<String, Result> answers = answers(ensemble, fetched, request.topOrDefault());
            List<Result> results = request.urls().stream().map(answers::get).toList();
            int failed = (int) results.stream().filter(r -> r.error() != null).count();
            listener.answered(request.ensemble(), results.size(), failed, Duration.between(start, clock.instant()));
            return new ClassifyReply(request.ensemble(), manifest.version(), results);
        }
    }

    private Map<String, Result> answers(Predictor ensemble, Map<String, Fetched> fetched, int top) {
        Map<String, Result> answers = new HashMap<>();
        List<String> urls = new ArrayList<>();
        List<Pixels> pixels = new ArrayList<>();
        fetched.forEach((url, outcome) -> {
            if (outcome instanceof Fetched.Ready ready) {
                urls.add(url);
                pixels.add(ready.pixels());
            } else if (outcome instanceof Fetched.Failed failed) {
                String code = failed.failure().code();
                answers.put(url, Result.failed(url, code, failed.failure().message()));
            }
        });
        for (int from = 0; from < urls.size(); from += settings.batch()) {
            int to = Math.min(urls.size(), from + settings.batch());
            Prediction prediction = predict(ensemble, pixels.subList(from, to));
            for (int row = 0; row < to - from; row++) {
                String url = urls.get(from + row);
                answers.put(url, Answers.answer(url, ensemble.manifest(), prediction, row, top));
            }
        }
        return answers;
    }

    private Prediction predict(Predictor ensemble, List<Pixels> pixels) {
        Instant start = clock.instant();
        Manifest manifest = ensemble.manifest();
        Prediction prediction = ensemble.predict(PixelBatch.of(manifest.imageSpec(), pixels));
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
}
