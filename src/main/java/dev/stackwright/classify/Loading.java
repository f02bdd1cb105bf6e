package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyListener.Step;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.classify.ImageFetcher.FetchException;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Urls;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The images of one request on their way to pixels. For one thread; closing it ends what is not ready. */
final class Loading implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Loading.class.getName());

    private final ImageLoader loader;
    private final ImageSpec spec;
    private final Deadline deadline;
    private final ClassifyListener listener;
    private final FairThreadPool.Share fetching;
    private final FairThreadPool.Share decoding;
    private final BlockingQueue<Loaded> ready = new LinkedBlockingQueue<>();
    private final Set<ImageSource> missing;
    private volatile boolean closed;

    /** What became of one image before prediction. */
    sealed interface Loaded {

        ImageSource source();

        record Ready(ImageSource source, Pixels pixels) implements Loaded {}

        record Failed(ImageSource source, ClassifyReply.Failure failure) implements Loaded {

            Failed(ImageSource source, FailureCode code, String message) {
                this(source, new ClassifyReply.Failure(code.code(), message));
            }

            static Failed late(ImageSource source, Deadline deadline) {
                return new Failed(
                        source,
                        FailureCode.TIMEOUT,
                        "expected to be done with this image within "
                                + deadline.whole().toMillis()
                                + " ms, found it unfinished; try again, with an address that answers faster or with"
                                + " fewer images at once");
            }
        }
    }

    /** Begins with each distinct source. */
    Loading(
            ImageLoader loader,
            List<ImageSource> sources,
            ImageSpec spec,
            Deadline deadline,
            ClassifyListener listener) {
        this.loader = loader;
        this.listener = listener;
        this.spec = spec;
        this.deadline = deadline;
        this.fetching = loader.fetching().share();
        this.decoding = loader.decoding().share();
        this.missing = new LinkedHashSet<>(sources);
        for (ImageSource source : List.copyOf(missing)) {
            var unused = fetching.submit(host(source), () -> ready.add(guarded(source)));
        }
    }

    /** The next in the order in which they become ready; those that are late fail; empty when each was told. */
    Optional<Loaded> next() {
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        Loaded next = polled().orElseGet(() -> late(missing.iterator().next()));
        missing.remove(next.source());
        if (next instanceof Loaded.Failed failed) {
            listener.imageFailed(failed.failure().code());
        }
        return Optional.of(next);
    }

    /** Whether the next one need not be waited for. */
    boolean isNextReady() {
        return !ready.isEmpty();
    }

    private Loaded.Failed late(ImageSource source) {
        return Loaded.Failed.late(source, deadline);
    }

    /** One that comes after it was told to be late is dropped: each is told once. */
    private Optional<Loaded> polled() {
        try {
            @Nullable Loaded next;
            do {
                next = ready.poll(deadline.left(), TimeUnit.NANOSECONDS);
            } while (next != null && !missing.contains(next.source()));
            return Optional.ofNullable(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fetching images", e);
        }
    }

    /** Whatever goes wrong, the request's other images are answered. */
    private Loaded guarded(ImageSource source) {
        try {
            return load(source);
        } catch (CancelledException | CancellationException e) {
            return late(source);
        } catch (FetchException e) {
            return new Loaded.Failed(source, e.code(), String.valueOf(e.getMessage()));
        } catch (ImageRejectedException e) {
            return new Loaded.Failed(source, FailureCode.of(e.reason()), String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            LOG.log(Level.WARNING, "no memory to decode an image", e);
            return new Loaded.Failed(
                    source,
                    FailureCode.OUT_OF_MEMORY,
                    "expected memory to decode the image, found too little of it, also while no other was decoded;"
                            + " send a smaller one, or give the service more memory");
        } catch (Exception | Error e) {
            LOG.log(closed ? Level.DEBUG : Level.WARNING, "an image failed in an unforeseen way", e);
            return new Loaded.Failed(
                    source,
                    FailureCode.INTERNAL_ERROR,
                    "expected to fetch and decode the image, found an error of our own; the log of the service tells"
                            + " more");
        }
    }

    private Loaded load(ImageSource source) throws Exception {
        Instant start = loader.clock().instant();
        byte[] encoded = step(Step.FETCH, source, () -> loader.fetcher().fetch(source, this::isOver));
        Instant fetched = loader.clock().instant();
        // The thread is held meanwhile, so that few images' bytes wait for a decoder.
        Pixels pixels = step(Step.DECODE, source, () -> decoded(encoded));
        listener.imageReady(
                encoded.length,
                Duration.between(start, fetched),
                Duration.between(fetched, loader.clock().instant()));
        return new Loaded.Ready(source, pixels);
    }

    private <T> T step(Step step, ImageSource source, Callable<T> work) throws Exception {
        Instant start = loader.clock().instant();
        @Nullable Exception failure = null;
        try {
            return work.call();
        } catch (Exception e) {
            failure = e;
            throw e;
        } finally {
            String shown = source instanceof ImageSource.Url address ? DataUrl.shown(Urls.shown(address.url())) : "";
            listener.stepped(step, shown, Duration.between(start, loader.clock().instant()), failure);
        }
    }

    private Pixels decoded(byte[] encoded) throws Exception {
        try {
            return decoding.submit(
                            loader.group(encoded), () -> loader.decoders().decode(encoded, spec, this::isOver))
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private boolean isOver() {
        return closed || deadline.isOver();
    }

    /** Whom a url asks; of those that no other server is asked for, no group. */
    private static String host(ImageSource source) {
        if (!(source instanceof ImageSource.Url address) || DataUrl.isOne(address.url())) {
            return FairThreadPool.NO_GROUP;
        }
        try {
            URI uri = URI.create(address.url());
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? uri.getHost().toLowerCase(Locale.ROOT) : FairThreadPool.NO_GROUP;
        } catch (IllegalArgumentException e) {
            return FairThreadPool.NO_GROUP;
        }
    }

    @Override
    public void close() {
        closed = true;
        fetching.close();
        decoding.close();
    }
}
