package dev.stackwright.app;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.train.metrics.Auroc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * How well the served version of an ensemble tells photos of other kinds from its own, and how often its sets of labels have
 * the true one: by the engine, the decoder and the calibration that answer requests.
 *
 * <p>Arguments: data directory, ensemble, folder of its own photos in a folder a label, folders of photos of other kinds.
 */
public final class UnfamiliarityOfFolders {

    private static final int BATCH = 32;
    private static final double[] COVERAGES = {0.8, 0.9, 0.95};

    private final Predictor predictor;
    private final Manifest manifest;
    private final Calibration calibration;

    private UnfamiliarityOfFolders(Predictor predictor) {
        this.predictor = predictor;
        this.manifest = predictor.manifest();
        this.calibration = Objects.requireNonNull(manifest.calibration(), "the version has no calibration");
    }

    /**
     * What is answered for one photo.
     *
     * @param sets sizes of the sets, by coverage; below 0 where the label of the folder is not in it
     */
    private record Answer(double unfamiliarity, double probability, boolean unknown, boolean right, int[] sets) {}

    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[0]);
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "stackwright.data-directory", data.toString(),
                "stackwright.cache-directory", data.resolveSibling("cache").toString()));
        EnsembleName name = new EnsembleName(args[1]);
        try (Stackwright product = Stackwright.open(
                        Configuration.load(Map.of(), settings, data, data),
                        ProcessEnvironment.ofThisProcess(),
                        Stackwright.Listeners.NONE);
                Predictor predictor = product.ensembles()
                        .load(
                                name,
                                product.ensembles().promoted(name).orElseThrow().version())) {
            new UnfamiliarityOfFolders(predictor)
                    .print(
                            Path.of(args[2]),
                            Stream.of(args).skip(3).map(Path::of).toList());
        }
    }

    private void print(Path own, List<Path> others) throws IOException {
        List<Answer> ours = answers(own);
        System.out.printf(
                Locale.ROOT,
                "%s: %d photos, %d answered right, of which %d are called unknown; of all %d%n",
                own,
                ours.size(),
                ours.stream().filter(Answer::right).count(),
                ours.stream().filter(a -> a.right() && a.unknown()).count(),
                ours.stream().filter(Answer::unknown).count());
        for (int i = 0; i < COVERAGES.length; i++) {
            int at = i;
            int[] sizes = ours.stream().mapToInt(a -> a.sets()[at]).toArray();
            System.out.printf(
                    Locale.ROOT,
                    "coverage %.2f: %d of %d covered, mean size %.2f, %d empty%n",
                    COVERAGES[i],
                    Arrays.stream(sizes).filter(size -> size > 0).count(),
                    sizes.length,
                    Arrays.stream(sizes)
                            .map(size -> size < 0 ? ~size : size)
                            .average()
                            .orElseThrow(),
                    Arrays.stream(sizes).filter(size -> size == ~0).count());
        }
        for (Path other : others) {
            List<Answer> theirs = answers(other);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.3f | %.3f | %.1f %% |%n",
                    other,
                    theirs.size(),
                    Auroc.of(unfamiliar(ours), unfamiliar(theirs)).orElseThrow(),
                    Auroc.of(improbable(ours), improbable(theirs)).orElseThrow(),
                    100.0 * theirs.stream().filter(Answer::unknown).count() / theirs.size());
        }
    }

    private static double[] unfamiliar(List<Answer> answers) {
        return answers.stream().mapToDouble(Answer::unfamiliarity).toArray();
    }

    private static double[] improbable(List<Answer> answers) {
        return answers.stream().mapToDouble(a -> 1 - a.probability()).toArray();
    }

    private List<Answer> answers(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        List<Answer> answers = new ArrayList<>();
        try (ImageDecoder decoder = new ImageDecoder(manifest.imageSpec(), ImageLimits.DEFAULT)) {
            for (int from = 0; from < files.size(); from += BATCH) {
                List<Path> batch = files.subList(from, Math.min(from + BATCH, files.size()));
                List<Pixels> pixels = new ArrayList<>();
                for (Path file : batch) {
                    pixels.add(decoder.decode(Files.readAllBytes(file)));
                }
                Prediction prediction = predictor.predict(PixelBatch.of(manifest.imageSpec(), pixels));
                for (int row = 0; row < batch.size(); row++) {
                    Path label =
                            Objects.requireNonNull(batch.get(row).getParent()).getFileName();
                    answers.add(answer(prediction, row, String.valueOf(label)));
                }
            }
        } catch (ImageRejectedException e) {
            throw new IOException(e);
        }
        return answers;
    }

    private Answer answer(Prediction prediction, int row, String truth) {
        int best = prediction.ensemble().best(row);
        double unlike = Objects.requireNonNull(prediction.unfamiliarity(row), "the version does not tell");
        int[] sets = Arrays.stream(COVERAGES)
                .mapToInt(coverage -> {
                    List<Integer> set = calibration.set(prediction.ensemble(), row, coverage);
                    boolean covered = set.stream()
                            .anyMatch(label -> manifest.labels().name(label).equals(truth));
                    return covered ? set.size() : ~set.size();
                })
                .toArray();
        return new Answer(
                unlike,
                prediction.ensemble().at(row, best),
                calibration.isUnknown(prediction.ensemble(), row, unlike),
                manifest.labels().name(best).equals(truth),
                sets);
    }
}
