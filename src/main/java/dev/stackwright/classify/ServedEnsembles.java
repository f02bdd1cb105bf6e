package dev.stackwright.classify;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ReloadPolicy.Action;
import dev.stackwright.classify.ReloadPolicy.LoadFailure;
import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import dev.stackwright.classify.ReloadPolicy.Snapshot;
import dev.stackwright.classify.ServedEntry.EnsembleHandle;
import dev.stackwright.common.Threads;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Promotion;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The promoted version of each ensemble that requests ask for, loaded once and exchanged while they go on.
 *
 * <p>The first request for a name has its promoted version loaded, and waits for it as others for that name do; one whose
 * deadline comes first is told to try again, and the loading goes on. From then on no request waits or fails for a
 * promotion: a look at the store happens in the background, at most once an interval; a new version is loaded and warmed
 * there, then takes the place of the old one, which is closed when its last request is done. A version that cannot be
 * loaded leaves the old one in place and is tried again, ever more rarely; where
 * nothing is loaded yet, the last one promoted before it that is not damaged answers meanwhile.
 *
 * <p>All state is behind one lock that is never held during input, output or native calls. Thread-safe; close it.
 */
public final class ServedEnsembles implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServedEnsembles.class.getName());
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final EnsembleSource source;
    private final VersionLoader loader;
    private final ReloadSettings settings;
    private final ReloadPolicy policy;
    private final Clock clock;
    private final ExecutorService background;
    private final ExecutorService firsts;

    private final Object lock = new Object();
    private final Map<EnsembleName, ServedEntry> entries = new HashMap<>();
    private final Map<EnsembleName, FirstLoad> firstLoads = new HashMap<>();
    private long uses;
    private boolean closed;

    public ServedEnsembles(EnsembleSource source, ReloadSettings settings, Clock clock, ClassifyListener listener) {
        this.source = source;
        this.settings = settings;
        this.policy = new ReloadPolicy(settings);
        this.clock = clock;
        this.loader = new VersionLoader(source, policy, clock, listener);
        this.background = Executors.newSingleThreadExecutor(Threads.daemons("ensemble-swap"));
        this.firsts = Executors.newCachedThreadPool(Threads.daemons("ensemble-load"));
    }

    /**
     * The ensemble that answers now; close the handle when done with it.
     *
     * @throws dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException when nothing of that name is promoted
     * @throws dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException when nothing is loaded yet and the promoted version is
     *     damaged or gone, and each that was promoted before, too
     */
    public EnsembleHandle acquire(EnsembleName name) {
        return acquire(name, null);
    }

    /**
     * As {@link #acquire(EnsembleName)}, which waits for as long as the loading takes.
     *
     * @param deadline {@code null} for none
     * @throws Classifier.OverloadedException when it is still being loaded at the deadline
     */
    EnsembleHandle acquire(EnsembleName name, @Nullable Deadline deadline) {
        while (true) {
            @Nullable FirstLoad begun;
            FirstLoad load;
            synchronized (lock) {
                requireOpen();
                ServedEntry entry = entries.get(name);
                if (entry != null) {
                    if (policy.due(entry.checking, entry.checkedAt, clock.instant())) {
                        entry.checking = true;
                        background.execute(() -> check(name, entry));
                    }
                    return handle(entry);
                }
                begun = firstLoads.get(name);
                load = begun == null ? begin(name) : begun;
            }
            if (begun == null) {
                return load.handle(deadline);
            }
            load.await(deadline);
        }
    }

    /**
     * Looks for a promotion at once, and past failures notwithstanding. The future is done when a version that was
     * promoted before this call has taken over or failed to; {@link #served} tells which.
     */
    public CompletableFuture<Void> refresh(EnsembleName name) {
        synchronized (lock) {
            loader.forget(name);
            ServedEntry entry = entries.get(name);
            if (entry == null || closed) {
                return CompletableFuture.completedFuture(null);
            }
            entry.checking = true;
            return CompletableFuture.runAsync(() -> check(name, entry), background);
        }
    }

    /** What is loaded, by name. */
    public List<ServedView> served() {
        synchronized (lock) {
            return entries.entrySet().stream()
                    .map(e -> e.getValue().view(e.getKey(), loader.failure(e.getKey())))
                    .sorted(Comparator.comparing(v -> v.ensemble().value()))
                    .toList();
        }
    }

    /** Under the lock, without which a loading cannot end: so it is listed once there is a thread that ends it. */
    private FirstLoad begin(EnsembleName name) {
        FirstLoad load = new FirstLoad(name);
        firsts.execute(() -> loadFirst(name, load));
        firstLoads.put(name, load);
        return load;
    }

    /** In a thread of its own, as a request that cannot wait for it any longer is answered before. */
    private void loadFirst(EnsembleName name, FirstLoad load) {
        load.run(() -> {
            try {
                return install(name, loader.loadFirst(name));
            } finally {
                synchronized (lock) {
                    firstLoads.remove(name);
                }
            }
        });
    }

    /** In the background. Never throws: what fails is remembered and told. */
    private void check(EnsembleName name, ServedEntry entry) {
        if (isClosed()) {
            return;
        }
        try {
            Optional<EnsembleVersion> promoted = source.promoted(name).map(Promotion::version);
            Snapshot snapshot;
            synchronized (lock) {
                entry.unreachable = null;
                Optional<LoadFailure> failure = promoted.flatMap(version -> loader.failure(name, version));
                snapshot = new Snapshot(Optional.of(entry.version()), promoted, failure, clock.instant());
            }
            if (policy.next(snapshot) == Action.LOAD) {
                replace(name, entry, promoted.orElseThrow());
            } else if (snapshot.served().equals(promoted)) {
                loader.forget(name); // of a version that failed and is not wanted any more
            }
        } catch (RuntimeException e) {
            unreachable(name, entry, e);
        } finally {
            synchronized (lock) {
                entry.checking = false;
                entry.loading = null;
                entry.checkedAt = clock.instant();
            }
        }
    }

    private void replace(EnsembleName name, ServedEntry entry, EnsembleVersion version) {
        synchronized (lock) {
            entry.loading = version;
        }
        Predictor loaded;
        try {
            loaded = loader.load(name, version);
            loader.forget(name); // of versions that failed before and are not wanted any more
        } catch (RuntimeException e) {
            return; // remembered and told by the loader; the old version goes on
        }
        Shared<Predictor> next = new Shared<>(loaded, Predictor::close);
        Shared<Predictor> unused;
        synchronized (lock) {
            // The entry may have made room for another ensemble meanwhile; then the new version is the one to close.
            boolean still = entries.get(name) == entry;
            unused = still ? entry.current : next;
            if (still) {
                entry.current = next;
                entry.since = clock.instant();
            }
        }
        unused.release();
    }

    private EnsembleHandle install(EnsembleName name, Predictor loaded) {
        Shared<Predictor> shared = new Shared<>(loaded, Predictor::close);
        List<Shared<Predictor>> dropped = new ArrayList<>();
        try {
            synchronized (lock) {
                if (closed) {
                    dropped.add(shared);
                }
                requireOpen();
                ServedEntry entry = new ServedEntry(shared, clock.instant());
                entries.put(name, entry);
                EnsembleHandle handle = handle(entry);
                while (entries.size() > settings.maxLoaded()) {
                    dropped.add(dropLeastUsed());
                }
                return handle;
            }
        } finally {
            dropped.forEach(Shared::release);
        }
    }

    private Shared<Predictor> dropLeastUsed() {
        Map.Entry<EnsembleName, ServedEntry> oldest = entries.entrySet().stream()
                .min(Comparator.comparingLong(e -> e.getValue().lastUse))
                .orElseThrow();
        entries.remove(oldest.getKey());
        return oldest.getValue().current;
    }

    private EnsembleHandle handle(ServedEntry entry) {
        entry.lastUse = ++uses;
        return new EnsembleHandle(entry.current.hold());
    }

    private void unreachable(EnsembleName name, ServedEntry entry, RuntimeException e) {
        boolean first;
        synchronized (lock) {
            first = entry.unreachable == null;
            entry.unreachable = "cannot look for promotions: " + e.getMessage();
        }
        LOG.log(first ? Level.WARNING : Level.DEBUG, name + ": cannot look for promotions; going on as before", e);
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the classifier was closed");
        }
    }

    /** Ensembles in use are closed by their last request. */
    @Override
    public void close() {
        List<Shared<Predictor>> held;
        synchronized (lock) {
            closed = true;
            held = entries.values().stream().map(entry -> entry.current).toList();
            entries.clear();
        }
        background.shutdown();
        firsts.shutdown();
        held.forEach(Shared::release);
        long end = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        try {
            background.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            firsts.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
