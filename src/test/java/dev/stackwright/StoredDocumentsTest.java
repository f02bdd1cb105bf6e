package dev.stackwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Documents of schema 1 as they lie in buckets, one file a type, written before documents had to carry a number. They
 * stay as they are: a change that this test does not pass needs the next schema.
 */
class StoredDocumentsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "promotion, ensemble.Promotion",
        "manifest, ensemble.Manifest",
        "request, run.TrainRequest",
        "launch, run.Launcher$LaunchDocument",
        "launch-stages, run.Launcher$LaunchDocument",
        "state-queued, run.RunState",
        "state-running, run.RunState",
        "state-succeeded, run.RunState",
        "state-failed, run.RunState",
        "progress, run.ProgressDocument",
        "plan, run.RunArtifacts$Prepared",
        "mark-claimed, event.IdempotencyLog$Mark",
        "mark-done, event.IdempotencyLog$Mark",
        "result, event.ClassifyAction$ResultDocument",
        "result-error, event.ClassifyAction$ResultDocument",
        "features, train.data.FeatureCache$Index",
        "member, train.artifact.MemberArtifact$Document",
        "stack, train.artifact.StackArtifact$Document",
        "report, train.report.Report"
    })
    @Retention(RetentionPolicy.RUNTIME)
    @interface EachDocument {}

    @EachDocument
    void whatWasWrittenIsReadAndWouldBeWrittenAgain(String name, String type) throws Exception {
        ObjectNode document = document(name);
        JsonNode again = Json.mapper().readTree(rewritten(schema(type), Json.bytes(document), name));
        assertThat(again).isEqualTo(document.put("schema", 1));
    }

    @EachDocument
    void aFieldThatALaterVersionAddsIsPassedOver(String name, String type) throws Exception {
        ObjectNode document = document(name);
        Object value = schema(type).read(Json.bytes(document), name);
        assertThat(Json.bytes(schema(type).read(Json.bytes(document.put("added", 1)), name)))
                .isEqualTo(Json.bytes(value));
    }

    @EachDocument
    void aDocumentOfANewerSchemaIsNotTakenForADamagedOne(String name, String type) throws Exception {
        byte[] newer = Json.bytes(document(name).put("schema", 2));
        assertThatThrownBy(() -> schema(type).read(newer, name))
                .isInstanceOf(NewerSchemaException.class)
                .message()
                .startsWith(name + ": expected ")
                .contains("schema 1, found 2", "newer Stackwright");
    }

    private static <T> byte[] rewritten(DocumentSchema<T> schema, byte[] document, String name) {
        return schema.write(schema.read(document, name));
    }

    private static DocumentSchema<?> schema(String type) throws ClassNotFoundException {
        return new DocumentSchema<>(Class.forName("dev.stackwright." + type), 1);
    }

    private static ObjectNode document(String name) throws IOException {
        try (InputStream in = StoredDocumentsTest.class.getResourceAsStream("/documents/" + name + "-1.json")) {
            return (ObjectNode) Json.mapper().readTree(in);
        }
    }
}
