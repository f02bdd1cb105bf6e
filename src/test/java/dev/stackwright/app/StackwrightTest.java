package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.stepfunctions.FakeStepFunctions;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.StoreSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackwrightTest {

    @TempDir
    Path folder;

    @Test
    void withNothingConfiguredTheStoreIsEmbeddedAndASecondProcessUsesIt() {
        try (Stackwright server = open(Map.of());
                Stackwright command = open(Map.of())) {
            assertThat(server.storeDescription()).contains("embedded").contains("127.0.0.1");
            assertThat(command.storeDescription()).contains("served by another process");
            RunView run = command.runs().submit(command.planner().plan(request(), RunPlanner.Origin.REMOTE));
            assertThat(server.runs().cancel(run.run()).state().phase()).isEqualTo(Phase.CANCELLED);
            assertThat(command.runs().get(run.run()).state().phase()).isEqualTo(Phase.CANCELLED);
        }
    }

    @Test
    void aProcessOutlivesTheOneWhoseEmbeddedStoreItUses() {
        ObjectKey key = new ObjectKey("notes/one.txt");
        Stackwright command = open(Map.of());
        try (Stackwright server = open(Map.of())) {
            command.store().create(key, "kept".getBytes(StandardCharsets.UTF_8));
            command.close();
            server.checkStore();
            assertThat(server.store().read(key)).isPresent();
            assertThat(server.storeDescription()).doesNotContain("served by another process");
        }
    }

    @Test
    void whatWasStoredIsThereAfterARestart() {
        ObjectKey key = new ObjectKey("notes/one.txt");
        try (Stackwright first = open(Map.of())) {
            first.store().create(key, "kept".getBytes(StandardCharsets.UTF_8));
        }
        try (Stackwright second = open(Map.of())) {
            assertThat(second.store().read(key))
                    .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("kept"));
        }
    }

    @Test
    void closingAWorkerThatNeverHadWorkIsQuick() {
        try (Stackwright house = open(Map.of())) {
            house.startWorker();
            house.stopWorker();
        }
    }

    @Test
    void withAStateMachineRunsBecomeItsExecutionsAndNoWorkerTakesThemUp() {
        try (FakeStepFunctions service = new FakeStepFunctions();
                Stackwright house = open(Map.of(
                        "stackwright.launch.state-machine", FakeStepFunctions.ARN,
                        "stackwright.launch.endpoint", service.address().toString(),
                        "stackwright.launch.recipe", "finetune",
                        "stackwright.store.access-key", "id",
                        "stackwright.store.secret-key", "hush"))) {
            house.startWorker();
            RunView run = house.runs().submit(house.planner().plan(request(), RunPlanner.Origin.REMOTE));
            assertThat(service.begun.get(run.run().value()))
                    .contains("\"gpu\" : true", "\"mobilenet-v2\", \"inception-v3\", \"xception\"");
            assertThat(house.resume(run.run(), Progress.NONE, Cancellation.NEVER)
                            .state()
                            .number())
                    .isEqualTo(1);
            assertThat(house.runs().get(run.run()).state().phase()).isEqualTo(Phase.QUEUED);
            assertThat(house.runs().get(run.run()).execution()).endsWith(":execution:training:" + run.run());
            house.runs().cancel(run.run());
            assertThat(service.stopped).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stackwright.launch.state-machine, training",
        "stackwright.launch.recipe, article",
        "stackwright.launch.endpoint, http://127.0.0.1:1",
        "stackwright.members, resnet",
        "stackwright.events.lease, PT0S",
        "stackwright.classify.ports, 70000",
        "stackwright.classify.ports, most",
        "stackwright.classify.max-images, 0",
        "stackwright.classify.concurrency, 0",
        "stackwright.classify.max-pixels, 0",
        "stackwright.classify.timeout, PT0S",
        "stackwright.classify.refresh-interval, PT-1S",
        "stackwright.store.access-key, id",
        "stackwright.store.secret-key, hush",
    })
    void aSettingThatCannotBeIsNamedBeforeAnythingIsOpened(String key, String value) {
        String room = key.startsWith("stackwright.launch") || key.startsWith("stackwright.events")
                ? key.substring(0, key.lastIndexOf('.'))
                : key.startsWith("stackwright.classify") ? "stackwright.classify" : key.replace("access", "");
        assertThatThrownBy(() -> open(Map.of(key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(room.contains("store") ? "stackwright.store." : room)
                .hasMessageNotContaining("hush");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void anEndpointOrABucketTakesThePlaceOfTheEmbeddedStore() {
        StoreSettings endpoint = OpenStore.settings(config(Map.of(
                        "stackwright.store.endpoint", "http://127.0.0.1:9000",
                        "stackwright.store.access-key", "id",
                        "stackwright.store.secret-key", "hush"))
                .store());
        assertThat(endpoint.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
        assertThat(endpoint.bucket()).isEqualTo("stackwright");
        assertThat(endpoint.toString()).doesNotContain("hush");

        StoreSettings aws = OpenStore.settings(
                config(Map.of("stackwright.store.bucket", "photos", "stackwright.store.region", "eu-central-1"))
                        .store());
        assertThat(aws.endpoint()).isEmpty();
        assertThat(aws.credentials()).isEmpty();
        assertThat(aws.region()).isEqualTo("eu-central-1");

        assertThatThrownBy(() -> OpenStore.settings(
                        config(Map.of("stackwright.store.bucket", "No Bucket")).store()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stackwright.store");
    }

    @Test
    void directoriesAreThoseOfTheSettings() {
        try (Stackwright house = open(Map.of())) {
            assertThat(house.directories()).isEqualTo(new Directories(folder.resolve("data"), folder.resolve("cache")));
        }
    }

    private Stackwright open(Map<String, String> settings) {
        return Stackwright.open(config(settings), ProcessEnvironment.ofThisProcess(), Stackwright.Listeners.NONE);
    }

    private StackwrightConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("stackwright.data-directory", folder.resolve("data").toString());
        all.put("stackwright.cache-directory", folder.resolve("cache").toString());
        Properties properties = new Properties();
        properties.putAll(all);
        return Configuration.load(Map.of(), properties, folder, folder);
    }

    private static TrainRequest request() {
        return TrainRequest.of(new EnsembleName("cats-dogs"), "s3://stackwright/datasets/cats-dogs.zip");
    }
}
