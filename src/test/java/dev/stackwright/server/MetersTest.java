package dev.stackwright.server;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.FakeEnsembles;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.run.RunState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final Path DASHBOARD = Path.of("deploy/grafana/stackwright.json");
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final double[] SURE_CAT = {0.9995, 0.0005};
    private static final double[] UNSURE_DOG = {0.4, 0.6};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);
    private final FakeEnsembles ensembles = new FakeEnsembles().promote(PETS, version('a'));

    @Test
    void answersLikeThoseOfTheValidationPartAreWithinWhatChanceGives() {
        calibrate();
        predict(version('a'), 500, SURE_CAT);
        predict(version('a'), 500, UNSURE_DOG);
        assertThat(drift("label")).isLessThan(limit("label"));
        assertThat(drift("confidence")).isLessThan(limit("confidence"));
    }

    @Test
    void answersThatHaveChangedAreBeyondWhatChanceGivesAsSoonAsTheyFillTheWindow() {
        calibrate();
        predict(version('a'), 500, SURE_CAT);
        predict(version('a'), AnswerWindow.MOST, UNSURE_DOG);
        assertThat(registry.get("stackwright.drift.answers").gauge().value()).isEqualTo(AnswerWindow.MOST);
        assertThat(drift("label")).isGreaterThan(1).isGreaterThan(10 * limit("label"));
        assertThat(drift("confidence")).isGreaterThan(1).isGreaterThan(10 * limit("confidence"));
    }

    @Test
    void fewAnswersAndVersionsOfOldHaveNoDrift() {
        predict(version('a'), 500, SURE_CAT);
        assertThat(drift("label")).isNaN();
        calibrate();
        predict(version('b'), AnswerWindow.LEAST - 1, SURE_CAT);
        assertThat(drift("label")).isNaN();
        predict(version('b'), 1, SURE_CAT);
        assertThat(drift("label")).isPositive();
        // another version begins anew
        predict(version('c'), 1, SURE_CAT);
        assertThat(drift("label")).isNaN();
    }

    @Test
    void everyMetricOfTheDashboardIsOneThatIsThere() throws IOException {
        calibrate();
        meters.imageReady(100, SHORT, SHORT);
        meters.imageFailed("timeout");
        predict(version('a'), 200, SURE_CAT);
        meters.answered(PETS, 1, 0, SHORT);
        meters.loaded(PETS, version('a'), SHORT);
        meters.loadFailed(PETS, version('b'), 1);
        meters.ended(RunState.Phase.SUCCEEDED, SHORT);
        Gauge.builder("stackwright.runs.queued", () -> 0).register(registry); // Meters.queue asks a store
        Set<String> there = find("(?m)^(stackwright_[a-z_]+)[{ ]", registry.scrape());
        Set<String> shown = find("\\b(stackwright_[a-z_]+)", Files.readString(DASHBOARD));
        assertThat(there).hasSizeGreaterThan(20).containsAll(shown);
        assertThat(shown).hasSizeGreaterThan(12);
    }

    private static Set<String> find(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As from a validation part with as many sure cats as unsure dogs. */
    private void calibrate() {
        int[] truth = IntStream.range(0, 200).map(i -> i % 2).toArray();
        double[][] rows = IntStream.range(0, 200)
                .mapToObj(i -> i % 2 == 0 ? SURE_CAT : UNSURE_DOG)
                .toArray(double[][]::new);
        ensembles.calibration = Calibration.of(Probabilities.of(rows, 2), truth, new double[0]);
    }

    private void predict(EnsembleVersion version, int images, double[] answer) {
        try (Predictor predictor = ensembles.load(PETS, version)) {
            Manifest manifest = predictor.manifest();
            double[][] rows = IntStream.range(0, images).mapToObj(i -> answer).toArray(double[][]::new);
            meters.predicted(manifest, new Prediction(Probabilities.of(rows, 2), List.of()), SHORT);
        }
    }

    private double drift(String of) {
        return registry.get("stackwright.drift").tag("of", of).gauge().value();
    }

    private double limit(String of) {
        return registry.get("stackwright.drift.limit").tag("of", of).gauge().value();
    }
}
