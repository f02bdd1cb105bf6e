package dev.stackwright.classify.swap;

import dev.stackwright.classify.swap.SwapPolicy.LoadFailure;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Loads versions, and remembers and tells which could not be loaded. Thread-safe. */
final class VersionLoader {

    private static final System.Logger LOG = System.getLogger(VersionLoader.class.getName());

    private final WarmLoader loader;
    private final SwapPolicy policy;
    private final Clock clock;
    private final SwapListener listener;

    /** Only of names that have a promotion, so a stranger's made-up names do not fill it. */
    private final Map<EnsembleName, LoadFailure> failures = new ConcurrentHashMap<>();

    VersionLoader(EnsembleSource source, SwapPolicy policy, Clock clock, SwapListener listener) {
        this.loader = new WarmLoader(source);
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
    }

    /** Ready to answer; the caller closes it. What is thrown is remembered, and logged the first time. */
    ServingEnsemble load(EnsembleName name, EnsembleVersion version) {
        Instant start = clock.instant();
        try {
            ServingEnsemble loaded = loader.load(name, version);
            failures.remove(name);
            LOG.log(Level.INFO, "{0}: version {1} loaded", name, version);
            listener.loaded(name, version, Duration.between(start, clock.instant()));
            return loaded;
        } catch (RuntimeException e) {
            LoadFailure failure = policy.failed(failure(name), version, clock.instant(), e);
            failures.put(name, failure);
            LOG.log(
                    failure.attempts() == 1 ? Level.WARNING : Level.DEBUG,
                    name + ": version " + version + " cannot be loaded; it is tried again, ever more rarely",
                    e);
            listener.loadFailed(name, version, failure.attempts());
            throw e;
        }
    }

    Optional<LoadFailure> failure(EnsembleName name) {
        return Optional.ofNullable(failures.get(name));
    }

    /** The next load of whatever version is not held up by an earlier failure. */
    void forget(EnsembleName name) {
        failures.remove(name);
    }
}
