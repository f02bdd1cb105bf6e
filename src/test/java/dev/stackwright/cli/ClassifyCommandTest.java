package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.FakeEnsembles;
import dev.stackwright.common.Json;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.PngBytes;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many files, folders and patterns in one command. */
class ClassifyCommandTest {

    private static final byte[] WHITE = PngBytes.rgb(1, 1, new byte[] {-1, -1, -1});

    @TempDir
    Path folder;

    private final TestConsole console = new TestConsole();
    private final FakeEnsembles ensembles = new FakeEnsembles().promote(FakeEnsembles.PETS, FakeEnsembles.version('a'));
    private Classifier classifier;

    @BeforeEach
    void open() {
        classifier = new Classifier(
                ClassifierSettings.defaults(2, 1 << 28, "test"),
                ensembles,
                console.services.store,
                DownloadPolicy.images(Set.of(443), 1 << 20, Duration.ofMinutes(1), false, 4),
                ImageLimits.DEFAULT,
                Clock.systemUTC(),
                ClassifyListener.NONE);
        console.services.classifier = classifier;
    }

    @AfterEach
    void close() {
        classifier.close();
    }

    @Test
    void aFolderOfMoreThanOneRequestIsAnsweredInItsOrder() throws IOException {
        for (int i = 100; i < 230; i++) {
            write(i + ".png");
        }
        Files.writeString(folder.resolve("notes.txt"), "no photo");
        assertThat(console.run("classify", "pets", folder.toString(), "--format", "csv"))
                .isZero();
        assertThat(console.out().lines())
                .hasSize(131)
                .startsWith("image,label,probability,error", folder.resolve("100.png") + ",cat,1.0,")
                .endsWith(folder.resolve("229.png") + ",cat,1.0,");
        assertThat(console.err()).contains("notes.txt: it is not called like an image", "classify: 130 of 130");
        assertThat(console.services.store.list("")).isEmpty();
    }

    @Test
    void oneMissingFileFailsAloneAndShowsInTheExitCode() throws IOException {
        String photo = write("a.png").toString();
        assertThat(console.run("classify", "pets", photo, folder + "/gone.jpg", photo, "--format", "jsonl"))
                .isEqualTo(1);
        assertThat(console.out().lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("{\"url\":").contains("\"label\":\"cat\""),
                        second -> assertThat(second).contains("gone.jpg", "not-readable", "no such file"),
                        third -> assertThat(third).contains("\"label\":\"cat\""));
        assertThat(console.err()).contains("1 of 3 images could not be answered");
        assertThat(console.run("classify", "pets", photo, folder + "/gone.jpg")).isEqualTo(1);
        assertThat(console.out()).contains("error: not-readable", "cat");
        assertThat(console.run("classify", "pets", photo)).isZero();
    }

    @Test
    void aPatternThatNoShellExpandedIsExpandedHere() throws IOException {
        write("a, \"b\".png");
        write("c.jpg");
        write("deep/d.png");
        assertThat(console.run("classify", "pets", folder + "/*.png", "--format", "csv"))
                .isZero();
        assertThat(console.out().lines()).last().asString().startsWith("\"" + folder + "/a, \"\"b\"\".png\",cat");
        assertThat(console.run("classify", "pets", folder + "/**.png", "--format", "csv"))
                .isZero();
        assertThat(console.out().lines()).hasSize(3);
        assertThat(console.run("classify", "pets", folder + "/*.gif", "--format", "csv"))
                .isEqualTo(1);
    }

    @Test
    void aPrefixIsClassifiedShardByShardAndTheLinesAreJoined() {
        for (int i = 0; i < 70; i++) {
            console.services.store.put(new ObjectKey("uploads/new/" + i + ".png"), WHITE);
        }
        String[] shard = {"classify", "pets", "--prefix", "uploads/new/", "--shard", "1/2"};
        assertThat(console.run(shard)).isZero();
        assertThat(console.run(shard)).as("nothing is left").isZero();
        String[] merge = {"classify", "pets", "--prefix", "uploads/new/", "--shard", "1/2", "--merge"};
        assertThat(console.run(merge)).as("the other shard is missing").isEqualTo(1);
        assertThat(console.err())
                .startsWith("stackwright: expected a line for each of 70 images below uploads/new/, found none for")
                .doesNotContain("not an error that was foreseen");
        shard[5] = "2/2";
        assertThat(console.run(shard)).isZero();
        assertThat(console.out()).contains("lines in s3://photos/results/pets/batch/");
        assertThat(console.run(merge)).isZero();
        assertThat(console.out()).contains("70 lines in s3://photos/results/pets/batch/all.jsonl");
        assertThat(console.services.store.read(new ObjectKey("results/pets/batch/all.jsonl")))
                .hasValueSatisfying(lines -> assertThat(new String(lines, StandardCharsets.UTF_8).lines())
                        .hasSize(70)
                        .allMatch(line -> line.contains("\"label\":\"cat\"") && line.contains("\"version\":")));
    }

    @Test
    void whoAsksIsToldHowSureAnswersAre() throws IOException {
        ensembles.calibration = new Calibration(3, List.of(0.1, 0.3, 0.9), 0.6);
        String photo = write("a.png").toString();
        String[] asked = {"classify", "pets", photo, "--coverage", "0.7", "--unknown"};
        assertThat(console.run(asked)).isZero();
        assertThat(console.out()).containsPattern("others.*[|] set\\R.*\\R.*[|] cat\\R");
        assertThat(console.run(Stream.concat(Stream.of(asked), Stream.of("--format", "csv"))
                        .toArray(String[]::new)))
                .isZero();
        assertThat(console.out().lines())
                .containsExactly(
                        "image,label,probability,error,unknown,set", photo + ",cat,1.0,,false,\"[\"\"cat\"\"]\"");
        assertThat(console.run("classify", "pets", photo, "--unknown", "--json"))
                .isZero();
        assertThat(console.out()).contains("\"unknown\" : false").doesNotContain("\"set\"");
    }

    @Test
    void linesBelowAPrefixSayHowSureTheyAre() throws IOException {
        ensembles.calibration = new Calibration(3, List.of(0.1, 0.3, 0.9), 0.6);
        console.services.store.put(new ObjectKey("uploads/sure/a.png"), WHITE);
        assertThat(console.run("classify", "pets", "--prefix", "uploads/sure/", "--coverage", "0.7", "--unknown"))
                .isZero();
        assertThat(console.services.store.read(
                        new ObjectKey("results/pets/batch/shard-00001-of-00001-part-000001.jsonl")))
                .hasValueSatisfying(lines -> assertThat(new String(lines, StandardCharsets.UTF_8))
                        .contains("\"unknown\":false,\"set\":[\"cat\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "-0.1", "NaN", "often", "0,9"})
    void aCoverageThatIsNoneIsWrongUsage(String coverage) {
        assertThat(console.run("classify", "pets", "a.png", "--coverage", coverage))
                .isEqualTo(2);
        assertThat(console.err()).contains("--coverage", coverage).doesNotContain("Exception");
    }

    @Test
    void imagesAndAPrefixExcludeEachOtherAndOneIsNeeded() {
        assertThat(console.run("classify", "pets")).isEqualTo(2);
        assertThat(console.err()).contains("expected IMAGE or --prefix");
        assertThat(console.run("classify", "pets", "a.png", "--prefix", "uploads/"))
                .isEqualTo(2);
        assertThat(console.run("classify", "pets", "--prefix", "uploads/", "--json"))
                .isEqualTo(2);
        assertThat(console.run("classify", "pets", "--shard", "1/2")).isEqualTo(2);
        assertThat(console.run("classify", "pets", "--prefix", "uploads/", "--shard", "3/2"))
                .isEqualTo(2);
        assertThat(console.err()).contains("--shard: expected a shard such as 1/8");
        assertThat(console.run("classify", "pets", "--prefix", "results/")).isEqualTo(2);
        assertThat(console.err()).contains("--prefix: ", "not below the images' prefix");
        assertThat(console.run("classify", "pets", "--prefix", "uploads/", "--shard", "x"))
                .isEqualTo(2);
        assertThat(console.run("classify", "pets", "--prefix", "uploads/", "--output", "uploads/answers/"))
                .isEqualTo(2);
        assertThat(console.err()).contains("--output: ", "not below the images' prefix");
        assertThat(console.run("classify", "pets", "--prefix", "uploads/", "--output", "answers"))
                .isEqualTo(2);
        assertThat(console.services.opened).isEmpty();
    }

    @Test
    void namesCannotSteerTheTerminal() throws IOException {
        String photo = write("\u001B[31m\u009B2J\u202E.png").toString();
        for (String format : new String[] {"--format=table", "--format=csv", "--format=jsonl", "--json"}) {
            assertThat(console.run("classify", "pets", photo, format)).isZero();
            assertThat(console.out())
                    .as(format)
                    .contains("\\u001B[31m\\u009B2J\\u202E.png")
                    .doesNotContain("\u001B", "\u009B", "\u202E");
        }
    }

    @Test
    void jsonThatIsEscapedForTheTerminalReadsAsWhatItWas() throws IOException {
        String photo = write("a\\\u202E.png").toString();
        assertThat(console.run("classify", "pets", photo, "--json")).isZero();
        assertThat(Json.mapper().readTree(console.out()).at("/results/0/url").asText())
                .isEqualTo(photo);
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, WHITE);
    }
}
