package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.event.parser.Samples;
import dev.stackwright.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCommandTest {

    private static final String ZIP = "datasets/cats.zip";

    private final TestConsole console = new TestConsole();

    @TempDir
    Path folder;

    @Test
    void anEventOnStandardInputStartsARun() {
        console.services.store.put(new ObjectKey(ZIP), new byte[] {1});
        give(event(ZIP));
        assertThat(console.run("event")).isZero();
        assertThat(console.out()).contains("s3://photos/datasets/cats.zip", "started");
        assertThat(console.err()).contains("stackwright serve");
        assertThat(console.services.runs().list()).hasSize(1);
        assertThat(console.services.closed).isEqualTo(1);
    }

    @Test
    void anEventMayLieInAFileAndTheAnswerIsThatOfTheFunction() throws IOException {
        console.services.store.put(new ObjectKey(ZIP), new byte[] {1});
        Path file = Files.writeString(folder.resolve("event.json"), event(ZIP));
        assertThat(console.run("event", file.toString(), "--json")).isZero();
        JsonNode answer = Json.mapper().readTree(console.out());
        assertThat(answer.at("/outcomes/0/status").asText()).isEqualTo("started");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void aBatchAnswersAsTheFunctionDoesAndFailsWhereAMessageDoes() throws IOException {
        give(Samples.sqs(event("results/x"), "poison"));
        assertThat(console.run("event", "--json", "-")).isEqualTo(1);
        JsonNode answer = Json.mapper().readTree(console.out());
        assertThat(answer.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo("m1");
        assertThat(answer.properties()).hasSize(1);
    }

    @Test
    void whatIsNotHandledNowFailsAndSaysWhy() {
        console.services.store.put(new ObjectKey("incoming/cats/a.jpg"), new byte[] {1});
        give(event("incoming/cats/a.jpg"));
        assertThat(console.run("event")).isEqualTo(1);
        assertThat(console.out()).contains("failed", "there is no such ensemble here");
    }

    @Test
    void aMalformedEventIsWrongUsageAndOpensNothing() {
        give(event(ZIP).replace("\"key\"", "\"kee\""));
        assertThat(console.run("event")).isEqualTo(2);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .containsExactly("stackwright: detail.object.key: expected text, found nothing");
        assertThat(console.services.opened).isEmpty();
    }

    @Test
    void anEmptyInputIsMalformed() {
        assertThat(console.run("event")).isEqualTo(2);
        assertThat(console.err()).contains("found an empty body");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThat(console.run("event", folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(console.err()).contains("no such file", "none.json");
    }

    private void give(String event) {
        console.input = new ByteArrayInputStream(Samples.bytes(event));
    }

    private static String event(String key) {
        return Samples.eventBridge("photos", key, "e1", "1", "2026-11-24T08:15:00Z");
    }
}
