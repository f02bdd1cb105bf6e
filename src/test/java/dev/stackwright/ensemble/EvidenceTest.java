package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.ensemble.Evidence.Places;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How what places add becomes a map. */
class EvidenceTest {

    /** Two labels, the second speaks where the first is silent. */
    private static final Places FINE = new Places(2, 2, new float[] {4, -1, 2, -1, -8, 1, 0, -1});

    @Test
    void onlyWhatSpeaksForALabelIsShownAndTheMostIsOne() {
        Evidence evidence = new Evidence(List.of(FINE), List.of(FINE));
        assertThat(evidence.ofMember(0, 0, 0).values()).containsExactly(1.0, 0.5, 0.0, 0.0);
        assertThat(evidence.ofMember(0, 0, 1).values()).containsExactly(0.0, 0.0, 1.0, 0.0);
    }

    @Test
    void membersOfDifferentGridsAreAddedOnTheFinest() {
        Places coarse = new Places(1, 2, new float[] {-1, 0});
        Evidence evidence = new Evidence(List.of(FINE, coarse), List.of(FINE, coarse));
        Evidence.HeatMap map = evidence.ofEnsemble(0, 0);
        assertThat(map.size()).isEqualTo(2);
        // 4 - 1, 2 - 1, -8 - 1 and 0 - 1, of which the first is the most
        assertThat(map.values()).containsExactly(1.0, 0.3333, 0.0, 0.0);
    }

    @Test
    void aCoarserGridIsInterpolatedBetweenTheMiddlesOfItsPlaces() {
        Places coarse = new Places(2, 1, new float[] {0, 4, 0, 4});
        Places fine = new Places(4, 1, new float[16]);
        List<Double> row = new Evidence(List.of(coarse, fine), List.of(coarse, fine))
                .ofEnsemble(0, 0)
                .values();
        assertThat(row.subList(0, 4)).containsExactly(0.0, 0.25, 0.75, 1.0);
    }

    @Test
    void whereNothingSpeaksForALabelTheMapIsEmpty() {
        Places none = new Places(1, 1, new float[] {-3});
        assertThat(new Evidence(List.of(none), List.of(none)).ofEnsemble(0, 0).values())
                .containsExactly(0.0);
    }

    @Test
    void valuesThatAreNoWholeImagesAreRefused() {
        assertThatThrownBy(() -> new Places(2, 2, new float[7])).isInstanceOf(IllegalArgumentException.class);
    }
}
