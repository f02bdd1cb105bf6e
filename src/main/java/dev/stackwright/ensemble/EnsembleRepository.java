package dev.stackwright.ensemble;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ensembles in the bucket: {@code ensembles/<name>/versions/<version>/…} and {@code ensembles/<name>/promotions/<n>}.
 * Nothing is ever overwritten; a reader sees the old or the new ensemble, whole. Thread-safe, also across processes.
 */
public final class EnsembleRepository implements EnsembleSource {

    private static final System.Logger LOG = System.getLogger(EnsembleRepository.class.getName());

    private final ObjectStore store;
    private final Clock clock;
    private final Promotions promotions;
    private final Publisher publisher;
    private final ModelFormat format;
    private final VersionFiles files;
    private final VersionCache cache;

    /**
     * @param cache folder where versions are kept; verified against their manifests each time they are loaded
     * @param format how models are written and loaded
     */
    public EnsembleRepository(ObjectStore store, Clock clock, Path cache, ModelFormat format) {
        this(store, clock, cache, Optional.empty(), format);
    }

    /** @param baked folder with versions that need not be downloaded, {@code <name>/<version>/}; only read */
    public EnsembleRepository(ObjectStore store, Clock clock, Path cache, Optional<Path> baked, ModelFormat format) {
        this.store = store;
        this.clock = clock;
        this.promotions = new Promotions(store, clock);
        this.format = format;
        this.files = new VersionFiles(store);
        this.publisher = new Publisher(store, files, format);
        this.cache = new VersionCache(files, format, cache, baked, clock);
    }

    /** Writes every file of the version, then its manifest, with the present time. Not yet promoted. */
    public Manifest publish(EnsembleName name, TrainedEnsemble draft, Progress progress) {
        return publish(name, draft, clock.instant(), progress);
    }

    /** As above; the same draft with the same time becomes the same version, however often it is published. */
    public Manifest publish(EnsembleName name, TrainedEnsemble draft, Instant at, Progress progress) {
        Path folder = cache.temporary("publish-");
        try {
            return publisher.publish(name, draft, at, folder, progress);
        } finally {
            VersionCache.remove(folder);
        }
    }

    /**
     * Makes a version the one that is served.
     *
     * @throws UnknownEnsembleException when there is no such version
     */
    public Promotion promote(EnsembleName name, EnsembleVersion version, String by, String why) {
        require(name, version);
        return promotions.promote(name, version, by, why);
    }

    /**
     * As {@link #promote}, unless {@code by} promoted this version before: then nothing happens, however often it is
     * asked for and whatever was promoted since.
     */
    public Promotion promoteOnce(EnsembleName name, EnsembleVersion version, String by, String why) {
        require(name, version);
        return promotions.promoteOnce(name, version, by, why);
    }

    /**
     * The version that a run published, or empty where it has not. Looks at each manifest from the newest on, as far as
     * {@code since}; one that cannot be read is passed over.
     */
    public Optional<Manifest> madeBy(EnsembleName name, String run, Instant since) {
        EnsembleVersion first = Publisher.earliest(since);
        return versions(name).stream()
                .filter(version -> version.compareTo(first) >= 0)
                .sorted(Comparator.reverseOrder())
                .flatMap(version -> readable(name, version).stream())
                .filter(manifest -> manifest.run().equals(run))
                .findFirst();
    }

    private Optional<Manifest> readable(EnsembleName name, EnsembleVersion version) {
        try {
            return manifest(name, version);
        } catch (EnsembleDamagedException e) {
            LOG.log(WARNING, "passed over: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Promotes the version that was in force before the present one; done twice, it is back where it was.
     *
     * @throws UnknownEnsembleException when there is none
     * @throws PromotedMeanwhileException when another was promoted while this was decided; then nothing is done
     */
    public Promotion rollback(EnsembleName name, String by, String why) {
        if (promotions.entries(name).isEmpty() && versions(name).isEmpty()) {
            throw unknown(name);
        }
        return promotions.rollback(name, by, why);
    }

    /** The promotion in force, the last that can be read, or empty where there is none. */
    @Override
    public Optional<Promotion> promoted(EnsembleName name) {
        return promotions.inForce(name);
    }

    /** Every promotion that can be read, oldest first. */
    @Override
    public List<Promotion> promotions(EnsembleName name) {
        return promotions.entries(name).readable();
    }

    /** Names with at least one whole version, sorted. */
    public List<EnsembleName> names() {
        return store.children(Keys.ROOT).stream()
                .filter(EnsembleName::isValid)
                .map(EnsembleName::new)
                .filter(name -> !versions(name).isEmpty())
                .toList();
    }

    /** Whole versions, oldest first. */
    public List<EnsembleVersion> versions(EnsembleName name) {
        try (Stream<ObjectSummary> listed = store.list(Keys.versions(name))) {
            return listed.map(o -> Keys.versionOfManifest(o.key()))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    /**
     * The manifest of a published version; empty where there is none.
     *
     * @throws EnsembleDamagedException when it cannot be read, or names another ensemble or version
     */
    public Optional<Manifest> manifest(EnsembleName name, EnsembleVersion version) {
        return files.manifest(name, version);
    }

    /** What of an ensemble cannot be read: promotions and manifests, one line each, by key; empty where all is well. */
    public List<String> damage(EnsembleName name) {
        List<String> faults = new ArrayList<>();
        for (EnsembleVersion version : versions(name)) {
            try {
                manifest(name, version);
            } catch (EnsembleDamagedException e) {
                faults.add(e.getMessage());
            }
        }
        for (Entry<Promotion> entry : promotions.entries(name).all()) {
            if (entry instanceof Entry.Damaged<Promotion> damaged) {
                faults.add(damaged.fault());
            }
        }
        return faults;
    }

    /** The bytes of {@code report.json}, verified. */
    public byte[] report(EnsembleName name, EnsembleVersion version) {
        return report(require(name, version));
    }

    /** The bytes of {@code report.json} of the version with this manifest, verified. */
    public byte[] report(Manifest manifest) {
        return files.read(manifest, Keys.REPORT);
    }

    /** The bytes of {@code report.html}, verified; empty where the version has none, as those of older versions. */
    public Optional<byte[]> page(Manifest manifest) {
        return manifest.files().stream().anyMatch(file -> file.path().equals(Keys.PAGE))
                ? Optional.of(files.read(manifest, Keys.PAGE))
                : Optional.empty();
    }

    /** Reads every file again and compares; empty where all is well, else one line a fault. */
    public List<String> verify(EnsembleName name, EnsembleVersion version) {
        return files.faultsInStore(require(name, version));
    }

    /** Copies the version, manifest included, into {@code folder} and verifies it. What the model format loads. */
    public void export(EnsembleName name, EnsembleVersion version, Path folder) {
        Manifest manifest = require(name, version);
        files.download(manifest, manifest.files(), folder);
    }

    /** Finds it baked or in the cache, or downloads it; verifies and loads; the caller closes it. */
    @Override
    public Predictor load(EnsembleName name, EnsembleVersion version) {
        Optional<VersionCache.Baked> here = cache.baked(name, version);
        if (here.isPresent()) {
            return format.load(here.get().folder(), here.get().manifest());
        }
        Manifest manifest = require(name, version);
        return format.load(cache.folder(manifest), manifest);
    }

    private Manifest require(EnsembleName name, EnsembleVersion version) {
        return manifest(name, version).orElseThrow(() -> unknown(name, version));
    }

    private UnknownEnsembleException unknown(EnsembleName name, EnsembleVersion version) {
        List<EnsembleVersion> versions = versions(name);
        return versions.isEmpty()
                ? unknown(name)
                : new UnknownEnsembleException("no version " + version + " of " + name + "; there are " + versions);
    }

    private UnknownEnsembleException unknown(EnsembleName name) {
        return new UnknownEnsembleException("no ensemble '" + name + "'; there are " + names());
    }

    /** A version was promoted while a rollback was decided; rolling back now would undo what nobody looked at. */
    public static final class PromotedMeanwhileException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public PromotedMeanwhileException(EnsembleName name) {
            super("nothing was rolled back: another version of " + name
                    + " was promoted at the same time. Look at its promotions, and ask again if that one is to go.");
        }
    }
}
