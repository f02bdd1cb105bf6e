package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Stage;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.train.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {

    private static final String RUN = "20261124t081500z-3f2a9c1b";
    private static final String ZIP = "s3://photos/datasets/x.zip";

    private final TestConsole console = new TestConsole();

    private TrainRequest requestOf(String... options) {
        String[] args = Stream.concat(Stream.of("train", "-e", "cats-dogs", "-d", ZIP), Stream.of(options))
                .toArray(String[]::new);
        assertThat(console.run(args)).as(console.err()).isZero();
        return console.services.trained.get(0);
    }

    @Test
    void withoutOptionsAllIsLeftToTheDefaults() {
        assertThat(requestOf())
                .isEqualTo(new TrainRequest(
                        new EnsembleName("cats-dogs"),
                        ZIP,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    static Stream<Arguments> options() {
        return Stream.of(
                option("--recipe finetune", TrainRequest::recipe, Recipe.FINETUNE),
                option("--recipe=auto", TrainRequest::recipe, Recipe.AUTO),
                option("--members mobilenet,xception", TrainRequest::members, List.of("mobilenet", "xception")),
                option("--image-size 96", TrainRequest::imageSize, 96),
                option("--image-size 96", TrainRequest::nativeSizes, null),
                option("--image-size native", TrainRequest::nativeSizes, true),
                option("--image-size native", TrainRequest::imageSize, null),
                option("--weights random", TrainRequest::weights, "random"),
                option("--weights official", TrainRequest::weights, null),
                option("--folds 3", TrainRequest::folds, 3),
                option("--few-photos leave-out", TrainRequest::fewPhotos, "leave-out"),
                option("--epochs 2", TrainRequest::epochs, 2),
                option("--batch-size 16", TrainRequest::batchSize, 16),
                option("--learning-rate 1e-4", TrainRequest::learningRate, 1e-4),
                option("--batch-norm training", TrainRequest::batchNorm, "training"),
                option(
                        "--class-weights balanced --crop 0.5 --average",
                        TrainRequest::fineTuning,
                        new TrainRequest.FineTuning(
                                "balanced", null, null, null, true, null, null, 0.5, null, null, null, null, null)),
                option(
                        "--weight-decay 0.1 --clip-norm 1 --layer-decay 0.2 --label-smoothing 0.3 --colour 0.4",
                        TrainRequest::fineTuning,
                        new TrainRequest.FineTuning(
                                null, 0.1, 1.0, 0.2, null, 0.3, null, null, 0.4, null, null, null, null)),
                option(
                        "--mixup 0.2 --cutmix 1 --learning-rates 1e-4,3e-4 --precision mixed",
                        TrainRequest::fineTuning,
                        new TrainRequest.FineTuning(
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                0.2,
                                1.0,
                                List.of(1e-4, 3e-4),
                                "mixed")),
                option("--seed 9000000000", TrainRequest::seed, 9_000_000_000L),
                option("--no-promote", TrainRequest::promote, false));
    }

    private static Arguments option(String words, Function<TrainRequest, Object> field, Object value) {
        return Arguments.of(words, field, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void eachOptionFillsItsField(String words, Function<TrainRequest, Object> field, Object value) {
        assertThat(field.apply(requestOf(words.split(" ")))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "photos, true",
        "./photos/../x.zip, true",
        "s3://bucket/prefix/, false",
        "https://example.org/x.zip, false"
    })
    void aLocalDatasetIsNamedByItsAbsolutePathAndAUrlAsItIs(String dataset, boolean local) {
        console.run("train", "-e", "a", "-d", dataset);
        assertThat(console.services.trained.get(0).dataset())
                .isEqualTo(local ? Path.of(dataset).toAbsolutePath().normalize().toString() : dataset);
    }

    @Test
    void weightsInAFolderAreASettingWithAnAbsolutePath() {
        assertThat(requestOf("--weights", "keras").weights()).isNull();
        assertThat(console.services.opened.get(0))
                .containsEntry(
                        "stackwright.weights", Path.of("keras").toAbsolutePath().toString());
    }

    @ParameterizedTest
    @CsvSource({"official", "s3://photos/weights/", "https://example.org/weights/"})
    void otherWeightsAreASettingAsTheyAre(String weights) {
        requestOf("--weights", weights);
        assertThat(console.services.opened.get(0)).containsEntry("stackwright.weights", weights);
    }

    @Test
    void randomWeightsAreNoSetting() {
        requestOf("--weights", "random");
        assertThat(console.services.opened.get(0)).doesNotContainKey("stackwright.weights");
    }

    @Test
    void onesOwnDatasetMayLieInOnesOwnNetwork() {
        requestOf();
        assertThat(console.services.opened.get(0))
                .containsEntry("stackwright.datasets.allow-private-addresses", "true");
    }

    @Test
    void successSaysWhatToDoNext() {
        requestOf();
        assertThat(console.out())
                .contains("published cats-dogs " + FakeServices.VERSION + ", and promoted it")
                .contains("stackwright classify cats-dogs photo.jpg");
    }

    @Test
    void theTableOfAccuraciesComesFirstWithItsHeaderInPlace() {
        ValidationScores.Score score = new ValidationScores.Score(0.9, 0.8, 0.95, 0.3, 0.05, null);
        String text = TrainCommand.published(
                new EnsembleName("cats-dogs"),
                FakeServices.VERSION,
                Optional.of(new ValidationScores(100, score, List.of(), List.of())),
                true);
        assertThat(text)
                .startsWith(
                        Tables.accuracies(new ValidationScores(100, score, List.of(), List.of())) + "\n\npublished");
    }

    @Test
    void aVersionThatIsNotPromotedIsNotCalledPromoted() {
        requestOf("--no-promote");
        assertThat(console.out())
                .contains("stackwright ensembles promote cats-dogs " + FakeServices.VERSION)
                .doesNotContain("and promoted it")
                .doesNotContain("stackwright classify");
    }

    @Test
    void aFailedRunIsToldOnStandardErrorWithItsMessage() {
        console.services.end = new RunState(3, RunState.Phase.FAILED, FakeServices.NOW, "t", "one label only", null);
        assertThat(console.run("train", "-e", "a", "-d", ZIP)).isEqualTo(1);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().strip())
                .isEqualTo("stackwright: the run " + FakeServices.RUN + " failed: one label only");
    }

    @ParameterizedTest
    @CsvSource({"DONE, 0", "FAILED, 1", "REFUSED, 2", "FAILED_FOR_GOOD, 3", "CANCELLED, 4"})
    void whatBecameOfAStageIsItsExitCode(Stage.Outcome outcome, int code) {
        console.services.stageEnd = new Stage.Result(outcome, "what became of it");
        assertThat(console.run("train", "--run", RUN, "--stage", "member", "--member", "xception"))
                .isEqualTo(code);
        assertThat(console.services.staged).containsExactly(new Stage.Request(Stage.MEMBER, "xception", null));
        assertThat(code == 0 ? console.out() : console.err()).contains("what became of it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --stage stack",
                "train --run " + RUN,
                "train --run " + RUN + " --stage member",
                "train --run " + RUN + " --stage stack --member xception",
                "train --run " + RUN + " --stage stack --message why",
                "train --run " + RUN + " --stage bake",
                "train --run x --stage stack",
                "train --run " + RUN + " --stage stack -e cats",
                "train --run " + RUN + " --stage stack --launch stages"
            })
    void optionsThatDoNotGoTogetherAreWrongUsage(String line) {
        assertThat(console.run(line.split(" "))).as(console.err()).isEqualTo(2);
        assertThat(console.services.opened).isEmpty();
    }

    @Test
    void aRunForStagesIsSubmittedAndItsIdPrinted() {
        assertThat(console.run("train", "-e", "a", "-d", ZIP, "--launch", "stages"))
                .isZero();
        RunView run = console.services.runs().list().get(0);
        assertThat(console.out().strip()).isEqualTo(run.run().value());
        assertThat(console.services.trained).isEmpty();
    }

    @Test
    void aTerminalMayReachPrivateNetworksAndAStageMayNot() {
        String key = "stackwright.datasets.allow-private-addresses";
        console.run("train", "-e", "a", "-d", ZIP);
        console.run("train", "--run", RUN, "--stage", "prepare");
        assertThat(console.services.opened.get(0)).containsEntry(key, "true");
        assertThat(console.services.opened.get(1)).doesNotContainKey(key);
    }

    @Test
    void aFailedRunIsStillOneJsonDocument() throws Exception {
        console.services.end = new RunState(3, RunState.Phase.CANCELLED, FakeServices.NOW, "t", null, null);
        assertThat(console.run("train", "-e", "a", "-d", ZIP, "--json")).isEqualTo(1);
        assertThat(Json.mapper().readTree(console.out()).at("/state/phase").asText())
                .isEqualTo("cancelled");
    }
}
