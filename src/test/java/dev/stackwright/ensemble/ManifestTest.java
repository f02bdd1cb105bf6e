package dev.stackwright.ensemble;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.prediction.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of schema 1, as it lies in buckets and must stay readable. */
class ManifestTest {

    @Test
    void aManifestOfSchemaOneIsReadAndWrittenAsItWas() throws Exception {
        Manifest manifest = Manifest.read(golden(), "golden");
        assertThat(manifest.ensemble()).isEqualTo(new EnsembleName("cats-dogs"));
        assertThat(manifest.labels().names()).containsExactly("cat", "dog");
        assertThat(manifest.files())
                .extracting(Manifest.FileEntry::path)
                .containsExactly("saved_model.pb", "report.json");
        assertThat(manifest.configuration()).containsEntry("folds", 5).containsEntry("weights", null);
        assertThat(new String(Json.bytes(manifest), UTF_8)).isEqualTo(new String(golden(), UTF_8));
    }

    @Test
    void aNewerSchemaIsCalledNewerWhateverItsFields() {
        assertRefused(
                m -> m.put("schema", 2).put("shards", 3), "expected manifest schema 1, found 2", "newer Stackwright");
    }

    @Test
    void anUnknownFieldIsPassedOverAsALaterVersionMayAddOne() throws Exception {
        assertThat(Manifest.read(Json.bytes(tree().put("shards", 3)), "golden"))
                .isEqualTo(Manifest.read(golden(), "golden"));
    }

    @Test
    void howSureAnswersAreIsReadAsWrittenAndOlderVersionsDoNotHaveIt() throws Exception {
        assertThat(Manifest.read(golden(), "golden").calibration()).isNull();
        ObjectNode later = tree();
        later.putObject("calibration")
                .put("photos", 2)
                .put("unknownBelow", 0.6)
                .putArray("scores")
                .add(0.1)
                .add(0.5);
        Manifest manifest = Manifest.read(Json.bytes(later), "golden");
        assertThat(manifest.calibration()).isEqualTo(new Calibration(2, List.of(0.1, 0.5), 0.6));
        assertThat(Manifest.read(Json.bytes(manifest), "written")).isEqualTo(manifest);
        assertRefused(m -> m.putObject("calibration").put("photos", 2).put("unknownBelow", 0.6), "scores");
    }

    @Test
    void schemaZeroIsRefused() {
        assertRefused(m -> m.put("schema", 0), "expected manifest schema 1, found 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "ensemble",
                "version",
                "createdAt",
                "labels",
                "imageSpec",
                "members",
                "stack",
                "temperature",
                "figures",
                "configuration",
                "seed",
                "run",
                "software",
                "files"
            })
    void aMissingFieldIsNamed(String field) {
        assertRefused(m -> m.remove(field), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "/etc/x", "a/../../x", "a//b", "", ".", "a/./b", "a\\..\\x", "c:x", "manifest.json", "a/"
            })
    void aFileOutsideTheVersionIsRefused(String path) {
        assertRefused(m -> ((ObjectNode) m.withArray("files").get(0)).put("path", path), "'" + path + "'");
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertRefused(m -> ((ObjectNode) m.withArray("files").get(0)).put("size", -1), "saved_model.pb", "-1");
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = golden();
        for (int length = 0; length < whole.length - 2; length += 37) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Manifest.read(part, "golden"))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageStartingWith("golden: ");
        }
    }

    private static void assertRefused(Consumer<ObjectNode> change, String... message) {
        ObjectNode document = tree();
        change.accept(document);
        assertThatThrownBy(() -> Manifest.read(Json.bytes(document), "golden"))
                .isInstanceOf(MalformedJsonException.class)
                .message()
                .startsWith("golden: ")
                .contains(message);
    }

    private static ObjectNode tree() {
        try {
            JsonNode tree = Json.mapper().readTree(golden());
            return (ObjectNode) tree;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = ManifestTest.class.getResourceAsStream("manifest-1.json")) {
            return in.readAllBytes();
        }
    }
}
