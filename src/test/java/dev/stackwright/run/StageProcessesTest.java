package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ChildJvm;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members trained at once by processes that share nothing but an S3 endpoint. */
class StageProcessesTest {

    @TempDir
    Path folder;

    @Test
    void processesThatShareOnlyTheStorePublishWhatOneProcessPublishes() throws Exception {
        Path data = folder.resolve("data");
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(data, "photos");
                S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            StageFixture house = new StageFixture(folder.resolve("photos"), store);
            RunId run = house.submit(Recipe.PROBE);
            house.stage(run, Stage.PREPARE);
            List<Process> members = new ArrayList<>();
            for (String name : StageFixture.MEMBERS) {
                members.add(process(data, run, name));
            }
            for (Process member : members) {
                assertThat(member.waitFor()).as(said(member)).isZero();
            }
            house.stage(run, Stage.STACK);
            house.stage(run, Stage.PUBLISH);
            assertThat(house.runs().get(run).state().phase()).isEqualTo(Phase.SUCCEEDED);
            assertThat(house.runs().progress(run).orElseThrow().stages())
                    .extracting(ProgressDocument.StageView::stage)
                    .contains("head mobilenet", "head mobilenet-v2");

            StageFixture alone = new StageFixture(folder.resolve("photos"));
            alone.allStages(alone.submit(Recipe.PROBE));
            assertThat(house.published()).isEqualTo(alone.published());
        }
    }

    private Process process(Path data, RunId run, String member) throws IOException {
        return ChildJvm.of(
                        List.of(),
                        StageProcess.class,
                        data.toString(),
                        folder.resolve("photos").toString(),
                        run.value(),
                        Stage.MEMBER.text(),
                        member)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said-" + member).toFile())
                .start();
    }

    private String said(Process member) throws IOException {
        StringBuilder said = new StringBuilder(member.toString());
        for (String name : StageFixture.MEMBERS) {
            said.append('\n').append(Files.readString(folder.resolve("said-" + name)));
        }
        return said.toString();
    }
}
