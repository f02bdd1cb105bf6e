package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.run.TrainRequest;
import dev.stackwright.train.Recipe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPlanTest {

    private static final String OFFICIAL = DemoPlan.OFFICIAL_DATASET;

    @ParameterizedTest(name = "dataset {0}, weights {1}, online {2} → {3}, random {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                // dataset, weights, online → dataset, random
                "-,      -,        true,  " + OFFICIAL + ", false",
                "-,      official, true,  " + OFFICIAL + ", false",
                "-,      keras,    true,  " + OFFICIAL + ", false",
                "-,      random,   true,  " + OFFICIAL + ", true",
                "-,      -,        false, -,      true",
                "-,      official, false, -,      true",
                "-,      random,   false, -,      true",
                "-,      keras,    false, -,      false",
                "photos, -,        true,  photos, false",
                "photos, -,        false, photos, true",
                "photos, keras,    true,  photos, false",
                "photos, keras,    false, photos, false",
                "photos, official, false, photos, false",
                "photos, random,   true,  photos, true",
                "photos, random,   false, photos, true"
            })
    void whatIsGivenAndReachableDecides(
            @Nullable String dataset,
            @Nullable String weights,
            boolean online,
            @Nullable String found,
            boolean random) {
        DemoPlan plan = DemoPlan.of(dataset, weights, () -> online);
        assertThat(plan.dataset()).isEqualTo(found);
        assertThat(plan.random()).isEqualTo(random);
        assertThat(plan.remark()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void nobodyIsAskedWhetherTheNetIsThereWhenAllIsGiven() {
        DemoPlan.of("photos", "keras", () -> {
            throw new AssertionError("asked");
        });
    }

    @Test
    void whatCannotBeReachedIsSaid() {
        assertThat(DemoPlan.of(null, null, () -> false).remark()).contains("cannot be reached", "random weights");
        assertThat(DemoPlan.of("photos", null, () -> false).remark()).contains("cannot be reached", "--weights");
        assertThat(DemoPlan.of(null, "keras", () -> false).remark()).contains("cannot be reached", "your weights");
    }

    @Test
    void fromRandomWeightsTheWholeNetworkIsTrained() {
        TrainRequest request = DemoPlan.of(null, null, () -> false).request("s3://photos/x.zip");
        assertThat(request.recipe()).isEqualTo(Recipe.FINETUNE);
        assertThat(request.weights()).isEqualTo("random");
        assertThat(request.dataset()).isEqualTo("s3://photos/x.zip");
        assertThat(request.imageSize()).isLessThan(100);
    }

    @Test
    void fromPreTrainedWeightsHeadsAreEnough() {
        TrainRequest request = DemoPlan.of("x", "keras", () -> false).request("s3://photos/x.zip");
        assertThat(request.recipe()).isEqualTo(Recipe.PROBE);
        assertThat(request.weights()).isNull();
        assertThat(request.members()).hasSize(2);
    }
}
