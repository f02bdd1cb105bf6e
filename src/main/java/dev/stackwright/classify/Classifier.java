package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.classify.Loading.Loaded;
import dev.stackwright.classify.ServedEntry.EnsembleHandle;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Classifies images with the promoted version of an ensemble, taking up new promotions without a failed request. All
 * members see the same pixels in one call, and one bad url never fails the others. Thread-safe; close it.
 */
public final class Classifier implements AutoCloseable {

    /** The part of a request's time that is kept for prediction: one in so many. */
    private static final int PREDICTION = 5;

    private final ClassifierSettings settings;
    private final ServedEnsembles ensembles;
    private final ImageLoader images;
    private final Clock clock;
    private final ClassifyListener listener;

    private final Admission admission;
    private final Explanations explanations = new Explanations();
    private final DynamicBatcher batches;

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
        this.admission = new Admission(settings.maxImages(), settings.maxMemory(), settings.patience());
        this.batches = new DynamicBatcher(settings.parallelism(), settings.batch(), clock, listener);
        this.ensembles = new ServedEnsembles(source, settings.swap(), clock, listener);
        Downloader downloader = new Downloader(policy, resolver, ProxySettings.NONE, settings.userAgent());
        this.images = ImageLoader.of(settings, policy, new ImageFetcher(policy, store, downloader), limits, clock);
    }

    /**
     * One result an image, in the request's order: its urls, then its images; a url named twice is fetched once.
     *
     * @throws dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException when nothing of that name is promoted
     * @throws dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException when the promoted version is damaged or gone and no
     *     earlier one can be loaded
     * @throws OverloadedException when other requests leave no room in time, or the version is still being loaded at the deadline
     */
    public ClassifyReply classify(ClassifyRequest request) {
        return classify(request, List.of());
    }

    /**
     * As {@link #classify(ClassifyRequest)}, for one who may not read all of the store.
     *
     * @param readable how keys of {@code s3} urls have to begin, one of these; others fail alike, whether there is such an
     *     object or not
     */
    public ClassifyReply classify(ClassifyRequest request, List<String> readable) {
        List<ImageSource> sources = request.sources(readable);
        Map<ImageSource, Result> answers = new HashMap<>();
        EnsembleVersion version =
                answer(request, sources, false, (loaded, source, result) -> answers.put(source, result));
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            results.add(Objects.requireNonNull(answers.get(sources.get(i)))
                    .of(sources.get(i), i - request.urls().size()));
        }
        return new ClassifyReply(request.ensemble(), version, results);
    }

    /**
     * As {@link #classify(ClassifyRequest, List)}, but each image is told by itself as soon as it is known, in the order in
     * which they become known. What is thrown before the first is an error of the whole request.
     *
     * @param each gets answers with one result each, on this thread; what it throws ends the request
     */
    public void classify(ClassifyRequest request, List<String> readable, Consumer<ClassifyReply> each) {
        List<ImageSource> sources = request.sources(readable);
        var unused = answer(request, sources, true, (version, source, result) -> {
            for (int i = 0; i < sources.size(); i++) {
                if (sources.get(i).equals(source)) {
                    Result named = result.of(source, i - request.urls().size());
                    each.accept(new ClassifyReply(request.ensemble(), version, List.of(named)));
                }
            }
        });
    }

    /** Hears what becomes of each distinct source. */
    @FunctionalInterface
    private interface Sink {
        void accept(EnsembleVersion version, ImageSource source, Result result);
    }

    private EnsembleVersion answer(ClassifyRequest request, List<ImageSource> sources, boolean atOnce, Sink sink) {
        Instant start = clock.instant();
        Deadline deadline = Deadline.after(settings.deadline(), clock);
        try (EnsembleHandle lease = ensembles.acquire(request.ensemble(), deadline.earlier(PREDICTION))) {
            EnsembleVersion version = lease.ensemble().manifest().version();
            ClassifyListener heard = listener.begin(request.ensemble(), version);
            try {
                Work work = new Work(
                        lease.ensemble(),
                        deadline,
                        request.topOrDefault(),
                        Boolean.TRUE.equals(request.explain()),
                        request.certainty(),
                        heard);
                int failures = answer(work, sources, atOnce, sink);
                heard.answered(request.ensemble(), sources.size(), failures, Duration.between(start, clock.instant()));
                return version;
            } finally {
                heard.over();
            }
        }
    }

    /** @return how many sources failed */
    private int answer(Work work, List<ImageSource> sources, boolean atOnce, Sink sink) {
        Manifest manifest = work.ensemble().manifest();
        work.certainty().checkAgainst(manifest);
        int distinct = (int) sources.stream().distinct().count();
        long bytes = bytes(distinct, manifest.imageSpec());
        Deadline loaded = work.deadline().earlier(PREDICTION);
        Set<ImageSource> failed = new HashSet<>();
        try (Admission.Place place = admission.enter(distinct, bytes, work.deadline());
                Loading loading = images.load(sources, manifest.imageSpec(), loaded, work.heard())) {
            answer(work, loading, atOnce, (version, source, result) -> {
                if (result.error() != null) {
                    failed.add(source);
                }
                sink.accept(version, source, result);
            });
        }
        return (int) sources.stream().filter(failed::contains).count();
    }

    private record Work(
            Predictor ensemble,
            Deadline deadline,
            int top,
            boolean explain,
            Certainty certainty,
            ClassifyListener heard) {

        EnsembleVersion version() {
            return ensemble.manifest().version();
        }

        Result answered(Prediction prediction, int row) {
            return certainty.on(
                    Result.answered(ensemble.manifest(), prediction, row, top), ensemble.manifest(), prediction, row);
        }
    }

    /** What a request holds at most: its images, and those of one native call twice more, side by side. */
    private long bytes(int images, ImageSpec spec) {
        return (images + 2L * Math.min(images, settings.batch())) * spec.bytes();
    }

    /** @param atOnce whether what is ready is predicted while the next image is still on its way */
    private void answer(Work work, Loading loading, boolean atOnce, Sink sink) {
        List<Loaded.Ready> ready = new ArrayList<>();
        for (Optional<Loaded> next = loading.next(); next.isPresent(); next = loading.next()) {
            if (next.get() instanceof Loaded.Ready image) {
                ready.add(image);
            } else if (next.get() instanceof Loaded.Failed failed) {
                sink.accept(work.version(), failed.source(), failed(failed));
            }
            if (atOnce && (ready.size() == settings.batch() || !loading.isNextReady())) {
                predict(work, ready, sink);
                ready.clear();
            }
        }
        predict(work, ready, sink);
    }

    private void predict(Work work, List<Loaded.Ready> ready, Sink sink) {
        for (int from = 0; from < ready.size(); from += settings.batch()) {
            List<Loaded.Ready> batch = ready.subList(from, Math.min(ready.size(), from + settings.batch()));
            Instant begun = clock.instant();
            Optional<Prediction> prediction = batches.predict(
                    work.ensemble(), batch.stream().map(Loaded.Ready::pixels).toList(), work.deadline());
            work.heard().predictionReady(batch.size(), Duration.between(begun, clock.instant()));
            if (prediction.isEmpty()) {
                batch.forEach(late -> work.heard().imageFailed(FailureCode.TIMEOUT.code()));
            }
            Explanations.Maps maps = work.explain() && prediction.isPresent()
                    ? explanations.of(
                            work.ensemble(),
                            batch.stream().map(Loaded.Ready::pixels).toList(),
                            work.deadline())
                    : Explanations.NOT_ASKED;
            for (int row = 0; row < batch.size(); row++) {
                ImageSource source = batch.get(row).source();
                sink.accept(
                        work.version(),
                        source,
                        prediction.isPresent()
                                ? maps.on(
                                        work.answered(prediction.get(), row),
                                        row,
                                        prediction.get().ensemble().best(row))
                                : failed(Loaded.Failed.late(source, work.deadline())));
            }
        }
    }

    private static Result failed(Loaded.Failed failed) {
        return Result.failed(null, failed.failure().code(), failed.failure().message());
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

    /** A request for which there was no room in time. The same request succeeds once others are answered. */
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
