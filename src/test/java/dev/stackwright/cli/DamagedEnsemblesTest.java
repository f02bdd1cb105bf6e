package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two ensembles one has a promotion, then also a manifest, that was cut short. */
class DamagedEnsemblesTest {

    private static final String CELLS = "ensembles/cells/";
    private static final String VERSION = "20261127t161942z-31b76768";

    private final TestConsole console = new TestConsole();

    @BeforeEach
    void furnish() throws IOException {
        put(CELLS + "versions/" + VERSION + "/manifest.json", document("manifest"));
        put(CELLS + "promotions/0000000001.json", promotion());
        put(
                "ensembles/others/versions/" + VERSION + "/manifest.json",
                replaced(document("manifest"), "cells", "others"));
        put(CELLS + "promotions/0000000002.json", "{\"numb");
    }

    @Test
    void theListShowsWhatIsDamagedAndTheOthersAndFails() {
        assertThat(console.run("ensembles", "list")).isEqualTo(1);
        assertThat(console.out())
                .contains("others", "cells", VERSION, "84.9 %")
                .contains(
                        "damaged: ensembles/cells/promotions/0000000002.json: expected one JSON object; found text that breaks off")
                .contains("Restore that object");
        assertThat(console.run("ensembles", "list", "--json")).isEqualTo(1);
        assertThat(console.out()).containsOnlyOnce("\"damaged\"").contains("promotions/0000000002.json");
    }

    @Test
    void aManifestThatIsDamagedIsInTheListToo() {
        put(CELLS + "versions/" + VERSION + "/manifest.json", "{");
        assertThat(console.run("ensembles", "list")).isEqualTo(1);
        assertThat(console.out()).contains("others", "damaged: ensembles/cells/versions/" + VERSION + "/manifest.json");
    }

    @Test
    void showGoesOn() {
        assertThat(console.run("ensembles", "show", "cells")).as(console.err()).isZero();
        assertThat(console.out()).contains("neutrophil", "rolled back by hand", "damaged: ensembles/cells/promotions");
    }

    private static String promotion() throws IOException {
        return replaced(
                replaced(document("promotion"), "20261127t161932z-e75a2191", VERSION),
                "\"number\" : 3",
                "\"number\" : 1");
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private void put(String key, String json) {
        console.services.store.put(new ObjectKey(key), json.getBytes(UTF_8));
    }

    private static String document(String name) throws IOException {
        try (InputStream in = DamagedEnsemblesTest.class.getResourceAsStream("/documents/" + name + "-1.json")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
