package dev.stackwright.classify;

import dev.stackwright.classify.ReloadPolicy.Action;
import dev.stackwright.classify.ReloadPolicy.LoadFailure;
import dev.stackwright.classify.ReloadPolicy.Snapshot;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads versions, has each answer once before any request does, as the first answers of a session are slow, and
 * remembers and tells which could not be loaded. Thread-safe.
 */
final class VersionLoader {

    private static final System.Logger LOG = System.getLogger(VersionLoader.class.getName());

    /** One image, as most requests have, and a few, as that takes other kernels. */
    private static final int[] BATCHES = {1, 4};

    /** Beyond it the one that failed first is forgotten, and tried again when it is asked for. */
    private static final int MOST_FAILURES = 1000;

    private final EnsembleSource source;
    private final ReloadPolicy policy;
    private final Clock clock;
    private final ClassifyListener listener;
    private final Map<Version, LoadFailure> failures = new LinkedHashMap<>();

    private record Version(EnsembleName ensemble, EnsembleVersion version) {}

    VersionLoader(EnsembleSource source, ReloadPolicy policy, Clock clock, ClassifyListener listener) {
        this.source = source;
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * The promoted version; where it is damaged, the last one promoted before it that is not. Ready to answer; the caller
     * closes it. None that failed lately is tried again: then what it failed with is thrown again.
     */
    Predictor loadFirst(EnsembleName name) {
        EnsembleVersion promoted = source.promoted(name)
                .map(Promotion::version)
                .orElseThrow(() -> new UnknownEnsembleException(
                        "expected an ensemble with a promoted version, found none of the name '" + name
                                + "'; train one, or promote a version of it"));
        try {
            return loadIfDue(name, promoted);
        } catch (EnsembleDamagedException damaged) {
            for (EnsembleVersion earlier : earlier(name, promoted)) {
                try {
                    return loadIfDue(name, earlier);
                } catch (EnsembleDamagedException e) {
                    LOG.log(
                            Level.DEBUG,
                            "{0}: nor can version {1} be loaded, which was promoted before",
                            name,
                            earlier);
                }
            }
            throw damaged;
        }
    }

    /** The latest first. */
    private List<EnsembleVersion> earlier(EnsembleName name, EnsembleVersion promoted) {
        List<EnsembleVersion> versions = new ArrayList<>(
                source.promotions(name).stream().map(Promotion::version).toList());
        Collections.reverse(versions);
        return versions.stream()
                .distinct()
                .filter(version -> !version.equals(promoted))
                .toList();
    }

    private Predictor loadIfDue(EnsembleName name, EnsembleVersion version) {
        Optional<LoadFailure> failure = failure(name, version);
        Snapshot snapshot = new Snapshot(Optional.empty(), Optional.of(version), failure, clock.instant());
        if (policy.next(snapshot) == Action.WAIT) {
            throw failure.orElseThrow().cause();
        }
        return load(name, version);
    }

    /** Ready to answer; the caller closes it. What is thrown is remembered, and logged the first time. */
    Predictor load(EnsembleName name, EnsembleVersion version) {
        Instant start = clock.instant();
        Predictor loaded;
        try {
            loaded = opened(name, version);
        } catch (RuntimeException e) {
            throw failed(name, version, e);
        } catch (Error e) {
            // no memory, or a class that the native code lacks: nothing that loading again at once would mend
            throw failed(
                    name,
                    version,
                    new IllegalStateException(
                            "expected to load version " + version + " of " + name + ", found " + e, e));
        }
        synchronized (failures) {
            failures.remove(new Version(name, version));
        }
        LOG.log(Level.INFO, "{0}: version {1} loaded", name, version);
        listener.loaded(name, version, Duration.between(start, clock.instant()));
        return loaded;
    }

    private RuntimeException failed(EnsembleName name, EnsembleVersion version, RuntimeException cause) {
        LoadFailure failure = policy.failed(failure(name, version), version, clock.instant(), cause);
        synchronized (failures) {
            failures.put(new Version(name, version), failure);
            if (failures.size() > MOST_FAILURES) {
                failures.remove(failures.keySet().iterator().next());
            }
        }
        LOG.log(
                failure.attempts() == 1 ? Level.WARNING : Level.DEBUG,
                name + ": version " + version + " cannot be loaded; it is tried again, ever more rarely",
                cause);
        listener.loadFailed(name, version, failure.attempts());
        return cause;
    }

    /** The last failure of a version that is not loaded since. */
    Optional<LoadFailure> failure(EnsembleName name, EnsembleVersion version) {
        synchronized (failures) {
            return Optional.ofNullable(failures.get(new Version(name, version)));
        }
    }

    /** The last failure of any version, for people. */
    Optional<LoadFailure> failure(EnsembleName name) {
        synchronized (failures) {
            return failures.entrySet().stream()
                    .filter(e -> e.getKey().ensemble().equals(name))
                    .map(Map.Entry::getValue)
                    .max(Comparator.comparing(LoadFailure::at));
        }
    }

    /** The next load of whatever version is not held up by an earlier failure. */
    void forget(EnsembleName name) {
        synchronized (failures) {
            failures.keySet().removeIf(version -> version.ensemble().equals(name));
        }
    }

    private Predictor opened(EnsembleName name, EnsembleVersion version) {
        Predictor ensemble;
        try {
            ensemble = source.load(name, version);
        } catch (UnknownEnsembleException e) {
            throw new EnsembleDamagedException(
                    "expected version " + version + " of " + name + ", which is promoted, in the store; found that it"
                            + " is gone; promote another version, or roll back",
                    e);
        } catch (MalformedJsonException e) {
            throw new EnsembleDamagedException(
                    "expected a manifest of version " + version + " of " + name + ", which is promoted; found "
                            + e.getMessage() + "; promote another version, or roll back",
                    e);
        }
        try {
            warm(name, version, ensemble);
            return ensemble;
        } catch (RuntimeException | Error e) {
            ensemble.close();
            throw e;
        }
    }

    private static void warm(EnsembleName name, EnsembleVersion version, Predictor ensemble) {
        ImageSpec spec = ensemble.manifest().imageSpec();
        int labels = ensemble.manifest().labels().count();
        for (int count : BATCHES) {
            Prediction prediction = ensemble.predict(new PixelBatch(spec, count, new byte[count * spec.bytes()]));
            int rows = prediction.ensemble().rows();
            int columns = prediction.ensemble().labels();
            if (rows != count || columns != labels) {
                throw new EnsembleDamagedException(
                        "expected version " + version + " of " + name + " to answer " + count + " × " + labels
                                + " probabilities, found " + rows + " × " + columns + "; publish it again",
                        null);
            }
        }
    }
}
