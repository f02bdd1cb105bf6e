package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.access.Role;
import dev.stackwright.app.Stackwright;
import dev.stackwright.common.Json;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server on the embedded store: whoever can only write to the bucket trains and classifies. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@TestProfile(UploadsByThemselvesTest.Watched.class)
@Timeout(300)
class UploadsByThemselvesTest {

    /** Looks for uploads as it does without any setting, but quicker; callers are asked, so that one start is enough. */
    public static final class Watched implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(AccessOverHttpTest.settings());
            settings.put("stackwright.watch.enabled", "auto");
            settings.put("stackwright.watch.interval", "100ms");
            return settings;
        }
    }

    private static final ObjectKey IMAGE = new ObjectKey("incoming/colours/blue/1.png");
    private static final ObjectKey RESULT = new ObjectKey("results/colours/blue/1.png.json");

    @Inject
    Stackwright stackwright;

    @Test
    void anUploadBecomesAnEnsembleAndAnImageThatWaitedForItHasItsResult() {
        stackwright.store().put(IMAGE, TinyPhotos.png(Color.BLUE, 5));
        stackwright.store().put(new ObjectKey("uploads/colours.zip"), TinyPhotos.zip(12));
        stackwright.store().put(new ObjectKey("datasets/colours/train.json"), """
            {"dataset":"s3://stackwright/uploads/colours.zip","recipe":"probe","members":["mobilenet-v2"],
             "imageSize":32,"folds":2,"weights":"random"}\
            """.getBytes(StandardCharsets.UTF_8));

        RunView run = begun();
        String key = stackwright.keys().add("reader", List.of(Role.CLASSIFY)).text();
        given().auth()
                .oauth2(key)
                .get("/api/runs/" + run.run() + "/progress")
                .asString(); // goes on until the run has ended
        assertThat(stackwright.runs().get(run.run()).state().phase()).isEqualTo(Phase.SUCCEEDED);

        ResultDocument result = result();
        assertThat(result.ensemble().value()).isEqualTo("colours");
        assertThat(result.result().label()).isIn("red", "blue");
        assertThat(result.object().key()).isEqualTo(IMAGE.value());
        assertThat(stackwright.runs().list()).as("runs").hasSize(1);
    }

    private RunView begun() {
        Optional<RunView> found;
        do {
            found = stackwright.runs().list().stream().findFirst();
        } while (found.isEmpty());
        return found.get();
    }

    private ResultDocument result() {
        Optional<byte[]> found;
        do {
            found = stackwright.store().read(RESULT);
        } while (found.isEmpty());
        return Json.read(found.get(), ResultDocument.class, "result");
    }
}
