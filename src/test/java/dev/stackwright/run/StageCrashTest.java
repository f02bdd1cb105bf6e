package dev.stackwright.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.DyingStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.train.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each stage dies before and after each of its writes, and is begun again: the store holds the same then. */
class StageCrashTest {

    private static final Stage.Request[] STAGES = {
        new Stage.Request(Stage.PREPARE, null, null),
        StageFixture.member("mobilenet"),
        StageFixture.member("mobilenet-v2"),
        new Stage.Request(Stage.STACK, null, null),
        new Stage.Request(Stage.PUBLISH, null, null)
    };

    @TempDir
    private static Path folder;

    private static RunId run;
    private static StageFixture.Published expected;
    /** What lay in the store before each stage, and after the last. */
    private static final List<StageFixture> BEFORE = new ArrayList<>();

    @BeforeAll
    static void undisturbed() {
        StageFixture house = new StageFixture(folder);
        run = house.submit(Recipe.PROBE);
        for (Stage.Request stage : STAGES) {
            BEFORE.add(house.copy());
            house.stage(run, stage);
        }
        BEFORE.add(house);
        expected = house.published();
    }

    @TestFactory
    Stream<DynamicTest> aStageThatDiedIsDoneOnBeingBegunAgain() {
        List<DynamicTest> all = new ArrayList<>();
        for (int stage : new int[] {0, 1, 3, 4}) { // one member stands for both
            all.add(DynamicTest.dynamicTest(STAGES[stage].name(), () -> dieEverywhere(stage)));
        }
        return all.stream();
    }

    private static void dieEverywhere(int stage) {
        int deaths = 0;
        for (boolean after : new boolean[] {false, true}) {
            boolean died = true;
            for (int write = 1; died; write++) {
                StageFixture house = BEFORE.get(stage).copy();
                died = dies(house, STAGES[stage], write, after);
                deaths += died ? 1 : 0;
                assertThat(house.stage(run, STAGES[stage]).outcome()).isEqualTo(Stage.Outcome.DONE);
                assertThat(kept(house)).as("after write %s", write).isEqualTo(kept(BEFORE.get(stage + 1)));
            }
        }
        assertThat(deaths).as("deaths").isGreaterThanOrEqualTo(4);
    }

    /** @return whether it died */
    private static boolean dies(StageFixture house, Stage.Request stage, int write, boolean after) {
        DyingStore dying = new DyingStore(house.store, key -> !key.contains("/progress/"), write, after);
        try {
            house.process(dying).run(run, stage, Progress.NONE, Cancellation.NEVER);
        } catch (DyingStore.Death expectedDeath) {
            return true;
        }
        assertThat(dying.isDead()).isFalse();
        return false;
    }

    /** Everything in the store but what tells of the way: progress, and whether features were there already. */
    private static Map<String, String> kept(StageFixture house) {
        return house.store
                .list("")
                .map(ObjectSummary::key)
                .filter(key -> !key.value().contains("/progress/"))
                .collect(Collectors.toMap(ObjectKey::value, key -> content(house, key)));
    }

    private static String content(StageFixture house, ObjectKey key) {
        byte[] bytes = house.store.read(key).orElseThrow();
        return key.fileName().equals("member.json")
                ? new String(bytes, UTF_8).replace("computed", "reused")
                : Sha256.of(bytes).brief();
    }

    /** The flaw that this cures: a version published, its run begun again, and a second version published. */
    @TestFactory
    Stream<DynamicTest> oneProcessThatDiedPublishesOnceOnBeingBegunAgain() {
        return Stream.of("/manifest.json", "/promotions/", "/state/3.json", "/member.json", "/plan.json")
                .map(write -> DynamicTest.dynamicTest(write, () -> {
                    StageFixture house = BEFORE.get(1).copy();
                    RunId whole = house.runs().submit(house.plan(Recipe.PROBE)).run();
                    RunTimes times = RunTimes.standard(Instant.MIN);
                    DyingStore dying = new DyingStore(house.store, key -> key.contains(write), 1, true);
                    RunExecutor first = new RunExecutor(
                            dying, house.training(dying, false), house.clock, times, "first", RunListener.NONE);
                    assertThatThrownBy(() -> first.run(whole, Progress.NONE, Cancellation.NEVER))
                            .isInstanceOf(DyingStore.Death.class);
                    RunExecutor second = new RunExecutor(
                            house.store,
                            house.training(house.store, false),
                            house.clock,
                            times,
                            "second",
                            RunListener.NONE);
                    assertThat(second.nextFree()).as("at the first look").isEmpty();
                    house.clock.pass(Duration.ofMinutes(2));
                    second.run(whole, Progress.NONE, Cancellation.NEVER);
                    assertThat(house.runs().get(whole).state().phase()).isEqualTo(Phase.SUCCEEDED);
                    assertThat(house.ensembles(house.store).versions(StageFixture.NAME))
                            .hasSize(1);
                    assertThat(house.ensembles(house.store).promotions(StageFixture.NAME))
                            .hasSize(1);
                    assertThat(house.published()).isEqualTo(expected);
                }));
    }
}
