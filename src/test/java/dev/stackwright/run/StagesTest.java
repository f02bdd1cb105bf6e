package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.Stage.Outcome;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.report.ModelCard;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.html.ReportPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run whose stages are processes of their own, against the same run in one process. */
class StagesTest {

    @TempDir
    private static Path folder;

    private final StageFixture house = new StageFixture(folder);

    @ParameterizedTest
    @EnumSource(names = {"PROBE", "FINETUNE", "ARTICLE"})
    void stagesPublishWhatOneProcessPublishes(Recipe recipe) {
        RunId apart = house.submit(recipe);
        house.allStages(apart);

        StageFixture other = new StageFixture(folder);
        RunId whole = other.runs().submit(other.plan(recipe)).run();
        other.training(other.store, false)
                .run(whole, other.request(recipe), Optional.empty(), Progress.NONE, Cancellation.NEVER);

        assertThat(house.runs().get(apart).state().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(house.published()).isEqualTo(other.published());
        assertThat(other.weightsRead)
                .as("a process reads the weights of a network once")
                .hasValue(other.plan(recipe).members().size());
        assertThat(house.ensembles(house.store).promotions(StageFixture.NAME)).hasSize(1);
    }

    @Test
    void everyStageDoneAgainChangesNothing() {
        RunId run = house.submit(Recipe.PROBE);
        house.allStages(run);
        StageFixture before = house.copy();
        for (Stage stage : List.of(Stage.PREPARE, Stage.STACK, Stage.PUBLISH)) {
            assertThat(house.stage(run, stage).outcome()).isEqualTo(Outcome.DONE);
        }
        assertThat(house.stage(run, StageFixture.member("mobilenet")).outcome()).isEqualTo(Outcome.DONE);
        assertThat(((MapObjectStore) house.store).sameAs((MapObjectStore) before.store))
                .isTrue();
    }

    @Test
    void aStageBeforeTheOneItNeedsSaysWhichAndMayBeTriedAgain() {
        RunId run = house.submit(Recipe.PROBE);
        assertThat(house.stage(run, StageFixture.member("mobilenet")))
                .isEqualTo(new Stage.Result(
                        Outcome.FAILED,
                        "member-mobilenet: run " + run + " was not prepared yet: expected runs/" + run
                                + "/plan.json, which the stage prepare writes, found none. Run that stage first"));
        house.stage(run, Stage.PREPARE);
        house.stage(run, StageFixture.member("mobilenet"));
        assertThat(house.stage(run, Stage.STACK).message()).contains("found none of mobilenet-v2.");
        assertThat(house.stage(run, Stage.PUBLISH).message()).contains("run the stage stack first");
        assertThat(house.runs().get(run).state().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aVersionIsPublishedWithoutValidationPhotosToo(@TempDir Path few) throws Exception {
        StageFixture two = new StageFixture(DrawnImages.draw(few, 2, 0));
        two.allStages(two.submit(Recipe.PROBE));
        EnsembleRepository ensembles = two.ensembles(two.store);
        Manifest published = ensembles
                .manifest(
                        StageFixture.NAME, ensembles.versions(StageFixture.NAME).get(0))
                .orElseThrow();
        assertThat(published.figures().validationImages()).isZero();
        assertThat(published.calibration()).as("nothing tells how sure it is").isNull();
        // no figure is shown that was not measured
        Report report = Report.of(ensembles, published);
        assertThat(ModelCard.of(published, report))
                .contains("There were no validation photos")
                .doesNotContain("0.000");
        assertThat(new String(ReportPage.of(ensembles, published), StandardCharsets.UTF_8))
                .contains("There were no validation photos")
                .doesNotContain("0 of 0")
                .doesNotContain("Log-loss");
    }

    @Test
    void aMemberThatIsNotOfTheRunIsNoReasonToFailIt() {
        RunId run = house.submit(Recipe.PROBE);
        house.stage(run, Stage.PREPARE);
        Stage.Result result = house.stage(run, StageFixture.member("xception"));
        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(result.message()).contains("has no member 'xception': expected one of mobilenet, mobilenet-v2");
        assertThat(house.runs().get(run).state().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void membersAtOnceAndTheSameTwiceDoNotDisturbEachOther() throws Exception {
        RunId run = house.submit(Recipe.PROBE);
        house.stage(run, Stage.PREPARE);
        ExecutorService processes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Stage.Result>> all = List.of("mobilenet", "mobilenet-v2", "mobilenet", "mobilenet-v2").stream()
                    .map(name -> processes.submit(() -> house.stage(run, StageFixture.member(name))))
                    .toList();
            for (Future<Stage.Result> each : all) {
                assertThat(each.get().outcome()).isEqualTo(Outcome.DONE);
            }
            house.stage(run, Stage.STACK);
            for (Future<Stage.Result> each : List.of(
                    processes.submit(() -> house.stage(run, Stage.PUBLISH)),
                    processes.submit(() -> house.stage(run, Stage.PUBLISH)))) {
                assertThat(each.get().outcome()).isEqualTo(Outcome.DONE);
            }
        } finally {
            processes.shutdown();
        }
        StageFixture other = new StageFixture(folder);
        other.allStages(other.submit(Recipe.PROBE));
        assertThat(house.published()).isEqualTo(other.published());
        assertThat(house.ensembles(house.store).versions(StageFixture.NAME)).hasSize(1);
        assertThat(house.ensembles(house.store).promotions(StageFixture.NAME)).hasSize(1);
    }

    @Test
    void whatAutoMeansIsDecidedOnce() {
        RunId run = house.runs().submit(house.plan(Recipe.AUTO)).run();
        List<String> notes = new ArrayList<>();
        house.training(house.store, false)
                .run(
                        run,
                        house.request(Recipe.AUTO),
                        Optional.of(new Stage.Request(Stage.PREPARE, null, null)),
                        new Progress() {
                            @Override
                            public Task stage(String name, long total) {
                                return NONE.stage(name, total);
                            }

                            @Override
                            public void note(String text) {
                                notes.add(text);
                            }
                        },
                        Cancellation.NEVER);
        assertThat(notes)
                .contains(
                        "the recipe is probe, as this machine has no GPU: it tunes no network and has no use for epochs,"
                                + " batchSize, learningRate; --recipe finetune heeds them");
        // another machine, which has a GPU
        house.training(house.store, true)
                .run(run, house.request(Recipe.AUTO), Optional.empty(), Progress.NONE, Cancellation.NEVER);
        assertThat(house.published().report()).contains("\"recipe\":\"probe\"");
    }

    @Test
    void aRunOfOneProcessGoesOnAfterItsLastFinishedMember() {
        RunId run = house.submit(Recipe.PROBE);
        house.stage(run, Stage.PREPARE);
        house.stage(run, StageFixture.member("mobilenet"));
        List<String> stages = new ArrayList<>();
        house.training(house.store, false)
                .run(
                        run,
                        house.request(Recipe.PROBE),
                        Optional.empty(),
                        (name, total) -> {
                            stages.add(name);
                            return Progress.NONE.stage(name, total);
                        },
                        Cancellation.NEVER);
        assertThat(stages)
                .contains("features mobilenet-v2", "head mobilenet-v2")
                .doesNotContain("features mobilenet", "head mobilenet");
    }

    @Test
    void progressOfAllStagesReadsAsOne() {
        RunId run = house.submit(Recipe.PROBE);
        assertThat(house.runs().progress(run)).isEmpty();
        house.allStages(run);
        ProgressDocument progress = house.runs().progress(run).orElseThrow();
        assertThat(progress.stages())
                .extracting(ProgressDocument.StageView::stage)
                .contains("open dataset", "head mobilenet", "head mobilenet-v2", "stack", "publish");
        assertThat(house.runs().get(run).progress()).isNotNull();
    }
}
