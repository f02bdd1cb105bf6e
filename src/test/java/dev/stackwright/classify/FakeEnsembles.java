package dev.stackwright.classify;

import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.ObjectStore.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A source of ensembles without TensorFlow, which injects failures and notes each life. An ensemble says {@code cat}
 * with the mean brightness of the image.
 */
public final class FakeEnsembles implements EnsembleSource {

    public static final ImageSpec SPEC = new ImageSpec(32);
    public static final EnsembleName PETS = new EnsembleName("pets");

    private final Map<EnsembleName, List<Promotion>> promotions = new ConcurrentHashMap<>();
    private final Set<EnsembleVersion> damaged = ConcurrentHashMap.newKeySet();
    private final Set<EnsembleVersion> gone = ConcurrentHashMap.newKeySet();
    private final Map<EnsembleVersion, Error> errors = new ConcurrentHashMap<>();
    private final Map<EnsembleVersion, CountDownLatch> gates = new ConcurrentHashMap<>();
    public final List<Life> lives = new CopyOnWriteArrayList<>();
    public final AtomicInteger looks = new AtomicInteger();
    public final AtomicInteger loads = new AtomicInteger();
    public volatile boolean storeDown;

    /** Of every version loaded from now on; none as in versions of old. */
    public volatile @Nullable Calibration calibration;

    /** A version by a letter of a–f. */
    public static EnsembleVersion version(char letter) {
        return new EnsembleVersion("20260101t000000z-" + String.valueOf(letter).repeat(8));
    }

    public static EnsembleVersion version(int number) {
        return new EnsembleVersion(String.format("20260101t000000z-%08x", number));
    }

    public FakeEnsembles promote(EnsembleName name, EnsembleVersion version) {
        List<Promotion> all = promotions.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
        all.add(new Promotion(all.size() + 1, version, Instant.EPOCH, "test", "test"));
        return this;
    }

    public void damage(EnsembleVersion version) {
        damaged.add(version);
    }

    public void fail(EnsembleVersion version, Error error) {
        errors.put(version, error);
    }

    public void mend(EnsembleVersion version) {
        errors.remove(version);
        damaged.remove(version);
    }

    public void delete(EnsembleVersion version) {
        gone.add(version);
    }

    /** Loads of this version wait until the latch is counted down. */
    public CountDownLatch hold(EnsembleVersion version) {
        return gates.computeIfAbsent(version, v -> new CountDownLatch(1));
    }

    @Override
    public Optional<Promotion> promoted(EnsembleName name) {
        looks.incrementAndGet();
        if (storeDown) {
            throw new StoreException("the store is down", null);
        }
        List<Promotion> all = promotions(name);
        return all.stream().skip(Math.max(0, all.size() - 1)).findFirst();
    }

    @Override
    public List<Promotion> promotions(EnsembleName name) {
        return promotions.getOrDefault(name, List.of());
    }

    @Override
    public Predictor load(EnsembleName name, EnsembleVersion version) {
        loads.incrementAndGet();
        try {
            CountDownLatch gate = gates.get(version);
            if (gate != null) {
                gate.await();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (errors.containsKey(version)) {
            throw errors.get(version);
        }
        if (damaged.contains(version)) {
            throw new EnsembleDamagedException("expected the digest of the manifest, found another one", null);
        }
        if (gone.contains(version)) {
            throw new UnknownEnsembleException("no version " + version);
        }
        Life life = new Life(name, version, calibration);
        lives.add(life);
        return life;
    }

    /** One loaded ensemble. */
    public static final class Life implements Predictor {

        private final Manifest manifest;
        public final List<Integer> batches = new CopyOnWriteArrayList<>();
        public volatile Runnable whilePredicting = () -> {};
        public final AtomicInteger closes = new AtomicInteger();
        public final AtomicInteger usesAfterClose = new AtomicInteger();

        Life(EnsembleName name, EnsembleVersion version, @Nullable Calibration calibration) {
            manifest = new Manifest(
                    Manifest.SCHEMA,
                    name,
                    version,
                    Instant.EPOCH,
                    new Labels(List.of("bird", "cat", "dog")),
                    SPEC,
                    List.of(
                            new Manifest.MemberEntry("mobilenet-v2", "test", Sha256.of(new byte[0])),
                            new Manifest.MemberEntry("xception", "test", Sha256.of(new byte[0]))),
                    "mean",
                    Temperature.NEUTRAL,
                    new ValidationScores(1, new ValidationScores.Score(1, 0, 1, 0, 0, null), List.of(), List.of()),
                    calibration,
                    Map.of(),
                    7,
                    "test",
                    Map.of(),
                    List.of());
        }

        @Override
        public Manifest manifest() {
            return manifest;
        }

        @Override
        public Prediction predict(PixelBatch batch) {
            batches.add(batch.count());
            whilePredicting.run();
            double[][] rows = new double[batch.count()][];
            double[][] certain = new double[batch.count()][];
            for (int i = 0; i < rows.length; i++) {
                double cat = brightness(batch, i);
                rows[i] = new double[] {(1 - cat) / 3, cat, (1 - cat) * 2 / 3};
                certain[i] = new double[] {0, 0, 1};
            }
            if (closes.get() > 0) {
                usesAfterClose.incrementAndGet();
            }
            return new Prediction(
                    Probabilities.of(rows, 3), List.of(Probabilities.of(rows, 3), Probabilities.of(certain, 3)));
        }

        private static double brightness(PixelBatch batch, int row) {
            long sum = 0;
            for (int i = row * SPEC.bytes(); i < (row + 1) * SPEC.bytes(); i++) {
                sum += batch.rgb()[i] & 0xff;
            }
            return sum / 255.0 / SPEC.bytes();
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }
}
