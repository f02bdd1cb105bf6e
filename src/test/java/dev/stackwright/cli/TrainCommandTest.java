package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.Figures;
import dev.stackwright.json.Json;
import dev.stackwright.run.RunState;
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

class TrainCommandTest {

    private static final String ZIP = "s3://photos/datasets/x.zip";

    private final Console console = new Console();

    private TrainRequest requestOf(String... options) {
        String[] args = Stream.concat(Stream.of("train", "-e", "cats-dogs", "-d", ZIP), Stream.of(options))
                .toArray(String[]::new);
        assertThat(console.run(args)).as(console.err()).isZero();
        return console.rooms.trained.get(0);
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
                        null));
    }

    static Stream<Arguments> options() {
        return Stream.of(
                option("--recipe finetune", TrainRequest::recipe, Recipe.FINETUNE),
                option("--recipe=auto", TrainRequest::recipe, Recipe.AUTO),
                option("--members mobilenet,xception", TrainRequest::members, List.of("mobilenet", "xception")),
                option("--image-size 96", TrainRequest::imageSize, 96),
                option("--weights random", TrainRequest::weights, "random"),
                option("--weights official", TrainRequest::weights, null),
                option("--folds 3", TrainRequest::folds, 3),
                option("--epochs 2", TrainRequest::epochs, 2),
                option("--batch-size 16", TrainRequest::batchSize, 16),
                option("--learning-rate 1e-4", TrainRequest::learningRate, 1e-4),
                option("--batch-norm training", TrainRequest::batchNorm, "training"),
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
        assertThat(console.rooms.trained.get(0).dataset())
                .isEqualTo(local ? Path.of(dataset).toAbsolutePath().normalize().toString() : dataset);
    }

    @Test
    void weightsInAFolderAreASettingWithAnAbsolutePath() {
        assertThat(requestOf("--weights", "keras").weights()).isNull();
        assertThat(console.rooms.opened.get(0))
                .containsEntry(
                        "stackwright.weights", Path.of("keras").toAbsolutePath().toString());
    }

    @ParameterizedTest
    @CsvSource({"official", "s3://photos/weights/", "https://example.org/weights/"})
    void otherWeightsAreASettingAsTheyAre(String weights) {
        requestOf("--weights", weights);
        assertThat(console.rooms.opened.get(0)).containsEntry("stackwright.weights", weights);
    }

    @Test
    void randomWeightsAreNoSetting() {
        requestOf("--weights", "random");
        assertThat(console.rooms.opened.get(0)).doesNotContainKey("stackwright.weights");
    }

    @Test
    void onesOwnDatasetMayLieInOnesOwnNetwork() {
        requestOf();
        assertThat(console.rooms.opened.get(0)).containsEntry("stackwright.datasets.allow-private-addresses", "true");
    }

    @Test
    void successSaysWhatToDoNext() {
        requestOf();
        assertThat(console.out())
                .contains("published cats-dogs " + FakeRooms.VERSION + ", and promoted it")
                .contains("stackwright classify cats-dogs photo.jpg");
    }

    @Test
    void theTableOfAccuraciesComesFirstWithItsHeaderInPlace() {
        Figures.Score score = new Figures.Score(0.9, 0.8, 0.95, 0.3, 0.05);
        String text = TrainCommand.published(
                new EnsembleName("cats-dogs"),
                FakeRooms.VERSION,
                Optional.of(new Figures(100, score, List.of())),
                true);
        assertThat(text).startsWith(Tables.accuracies(new Figures(100, score, List.of())) + "\n\npublished");
    }

    @Test
    void aVersionThatIsNotPromotedIsNotCalledPromoted() {
        requestOf("--no-promote");
        assertThat(console.out())
                .contains("stackwright ensembles promote cats-dogs " + FakeRooms.VERSION)
                .doesNotContain("and promoted it")
                .doesNotContain("stackwright classify");
    }

    @Test
    void aFailedRunIsToldOnStandardErrorWithItsMessage() {
        console.rooms.end = new RunState(3, RunState.Phase.FAILED, FakeRooms.NOW, "t", "one label only", null);
        assertThat(console.run("train", "-e", "a", "-d", ZIP)).isEqualTo(1);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().strip())
                .isEqualTo("stackwright: the run " + FakeRooms.RUN + " failed: one label only");
    }

    @Test
    void aFailedRunIsStillOneJsonDocument() throws Exception {
        console.rooms.end = new RunState(3, RunState.Phase.CANCELLED, FakeRooms.NOW, "t", null, null);
        assertThat(console.run("train", "-e", "a", "-d", ZIP, "--json")).isEqualTo(1);
        assertThat(Json.mapper().readTree(console.out()).at("/state/phase").asText())
                .isEqualTo("cancelled");
    }
}
