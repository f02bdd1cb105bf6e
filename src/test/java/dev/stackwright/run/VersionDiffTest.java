package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.VersionDiff.Change;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.train.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of the same photos: both networks, then one of them alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionDiffTest {

    @TempDir
    private static Path folder;

    private StageFixture house;
    private EnsembleRepository ensembles;
    private Manifest both;
    private Manifest alone;

    @BeforeAll
    void train() {
        house = new StageFixture(folder);
        ensembles = house.ensembles(house.store);
        both = published(house.request(Recipe.PROBE));
        house.clock.pass(Duration.ofMinutes(1));
        alone = published(house.request(Recipe.PROBE).with(Recipe.PROBE, List.of("mobilenet")));
    }

    @Test
    void whatChangedIsNamedAndWhatDidNotIsNot() {
        VersionDiff diff = VersionDiff.of(house.store, ensembles, both, alone);

        assertThat(diff.data()).isEmpty();
        assertThat(diff.recipe())
                .contains(new Change("members", "mobilenet, mobilenet-v2", "mobilenet"))
                .noneMatch(change -> change.what().equals("seed"));
        assertThat(diff.figures())
                .filteredOn(figure -> figure.what().equals("mobilenet-v2: accuracy"))
                .singleElement()
                .satisfies(figure -> {
                    assertThat(figure.from()).isNotNull();
                    assertThat(figure.to()).isNull();
                });
    }

    @Test
    void answersAreThoseThatTheFiguresCount() {
        VersionDiff diff = VersionDiff.of(house.store, ensembles, both, alone);

        VersionDiff.Answers answers = diff.answers();
        int photos = both.figures().validationImages();
        assertThat(answers.photos()).isEqualTo(photos);
        assertThat(answers.disagreements()).hasSize(answers.different());
        assertThat(answers.onlyToRight() - answers.onlyFromRight())
                .isEqualTo(Math.round(photos
                        * (alone.figures().ensemble().accuracy()
                                - both.figures().ensemble().accuracy())));
    }

    @Test
    void aVersionIsTheSameAsItself() {
        VersionDiff diff = VersionDiff.of(house.store, ensembles, both, both);
        assertThat(diff.same()).isTrue();
        assertThat(diff.recipe()).isEmpty();
        assertThat(VersionDiff.of(house.store, ensembles, both, alone).same()).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsNoFigure() {
        Manifest unmeasured = withoutValidationPhotos(both);
        assertThat(VersionDiff.of(house.store, ensembles, unmeasured, unmeasured)
                        .figures())
                .isEmpty();
        assertThat(VersionDiff.of(house.store, ensembles, unmeasured, both).figures())
                .isNotEmpty()
                .allSatisfy(figure -> {
                    assertThat(figure.from()).as(figure.what()).isNull();
                    assertThat(figure.to()).as(figure.what()).isNotNull();
                });
    }

    private static Manifest withoutValidationPhotos(Manifest manifest) {
        ObjectNode json = Json.mapper().valueToTree(manifest);
        ((ObjectNode) json.get("figures")).put("validationImages", 0);
        return Json.mapper().convertValue(json, Manifest.class);
    }

    @Test
    void withoutWhatTheRunLeftTheRestIsKnown() {
        MapObjectStore lost = ((MapObjectStore) house.store).copy();
        lost.delete(new ObjectKey("runs/" + both.run() + "/plan.json"));
        VersionDiff diff = VersionDiff.of(lost, ensembles, both, alone);
        assertThat(diff.answers()).isNull();
        assertThat(diff.figures()).isNotEmpty();
    }

    private Manifest published(TrainRequest request) {
        RunId run = house.runs()
                .submit(new RunPlanner(StageFixture.MEMBERS, "photos").plan(request, RunPlanner.Origin.COMMAND))
                .run();
        house.training(house.store, false).run(run, request, Optional.empty(), Progress.NONE, Cancellation.NEVER);
        return ensembles.versions(StageFixture.NAME).stream()
                .map(version -> ensembles.manifest(StageFixture.NAME, version).orElseThrow())
                .filter(manifest -> manifest.run().equals(run.value()))
                .findFirst()
                .orElseThrow();
    }
}
