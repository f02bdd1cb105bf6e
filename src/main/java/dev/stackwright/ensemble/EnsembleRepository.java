package dev.stackwright.ensemble;

import dev.stackwright.common.Progress;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectSummary;
import dev.stackwright.tensorflow.SavedModelPredictor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ensembles in the bucket: {@code ensembles/<name>/versions/<version>/…} and {@code ensembles/<name>/promotions/<n>}.
 * Nothing is ever overwritten; a reader sees the old or the new ensemble, whole. Thread-safe, also across processes.
 */
public final class EnsembleRepository {

    private final ObjectStore store;
    private final Clock clock;
    private final Promotions promotions;
    private final Publisher publisher;
    private final VersionFiles files;
    private final VersionCache cache;
    private final BakedVersions baked;

    /** @param cache folder where versions are kept; verified against their manifests each time they are loaded */
    public EnsembleRepository(ObjectStore store, Clock clock, Path cache) {
        this(store, clock, cache, Optional.empty());
    }

    /** @param baked folder with versions that need not be downloaded, {@code <name>/<version>/}; only read */
    public EnsembleRepository(ObjectStore store, Clock clock, Path cache, Optional<Path> baked) {
        this.store = store;
        this.clock = clock;
        this.promotions = new Promotions(store, clock);
        this.publisher = new Publisher(store);
        this.files = new VersionFiles(store);
        this.cache = new VersionCache(files, cache, clock);
        this.baked = new BakedVersions(baked);
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
     * {@code since}.
     */
    public Optional<Manifest> madeBy(EnsembleName name, String run, Instant since) {
        EnsembleVersion first = Publisher.earliest(since);
        return versions(name).stream()
                .filter(version -> version.compareTo(first) >= 0)
                .sorted(Comparator.reverseOrder())
                .map(version -> require(name, version))
                .filter(manifest -> manifest.run().equals(run))
                .findFirst();
    }

    /**
     * Promotes the version that was in force before the present one; done twice, it is back where it was.
     *
     * @throws UnknownEnsembleException when there is none
     * @throws PromotedMeanwhileException when another was promoted while this was decided; then nothing is done
     */
    public Promotion rollback(EnsembleName name, String by, String why) {
        if (promotions.all(name).isEmpty() && versions(name).isEmpty()) {
            throw unknown(name);
        }
        return promotions.rollback(name, by, why);
    }

    /** The promotion in force, the last that can be read, or empty where there is none. */
    public Optional<Promotion> promoted(EnsembleName name) {
        return promotions.inForce(name);
    }

    /** Every promotion that can be read, oldest first. */
    public List<Promotion> promotions(EnsembleName name) {
        return promotions.all(name).stream()
                .filter(entry -> entry instanceof Entry.Written<Promotion>)
                .map(entry -> ((Entry.Written<Promotion>) entry).value())
                .toList();
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
     * @throws EnsembleDamagedException when the manifest names another ensemble or version
     */
    public Optional<Manifest> manifest(EnsembleName name, EnsembleVersion version) {
        Optional<Manifest> manifest = store.read(Keys.manifest(name, version))
                .map(bytes -> Manifest.read(bytes, "manifest of " + name + " " + version));
        manifest.ifPresent(m -> {
            if (!m.ensemble().equals(name) || !m.version().equals(version)) {
                throw new EnsembleDamagedException(
                        "expected the manifest of " + name + " " + version + ", found that of " + m.ensemble() + " "
                                + m.version(),
                        null);
            }
        });
        return manifest;
    }

    /** The bytes of {@code report.json}, verified. */
    public byte[] report(EnsembleName name, EnsembleVersion version) {
        return files.read(require(name, version), Keys.REPORT);
    }

    /** Reads every file again and compares; empty where all is well, else one line a fault. */
    public List<String> verify(EnsembleName name, EnsembleVersion version) {
        return files.faultsInStore(require(name, version));
    }

    /** Copies the version, manifest included, into {@code folder} and verifies it. A SavedModel that TensorFlow loads. */
    public void export(EnsembleName name, EnsembleVersion version, Path folder) {
        files.download(require(name, version), folder);
    }

    /** Finds it baked or in the cache, or downloads it; verifies and loads; the caller closes it. */
    public SavedModelPredictor load(EnsembleName name, EnsembleVersion version) {
        Optional<BakedVersions.Baked> here = baked.find(name, version);
        if (here.isPresent()) {
            return SavedModelPredictor.load(here.get().folder(), here.get().manifest());
        }
        Manifest manifest = require(name, version);
        return SavedModelPredictor.load(cache.folder(manifest), manifest);
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
}
