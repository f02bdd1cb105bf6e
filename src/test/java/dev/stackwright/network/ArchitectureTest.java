package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.stackwright.network.Inventory.LayerShape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    static List<Network> networks() {
        return Networks.all();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void layersHaveTheNamesTypesShapesAndOrderOfKeras(Network network) {
        List<String> drawn = network.layers(224).stream()
                .map(l -> "%s %s [%d, %d, %d]".formatted(l.name(), l.type(), l.edge(), l.edge(), l.channels()))
                .toList();
        assertThat(drawn).isEqualTo(Golden.of(network).layers());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void weightsHaveTheNamesShapesAndOrderOfKeras(Network network) {
        List<String> asked =
                network.weights().stream().map(w -> w.name() + " " + w.shape()).toList();
        assertThat(asked).isEqualTo(Golden.of(network).weightNames());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theTotalIsThatOfKeras(Network network) {
        assertThat(network.parameters())
                .isEqualTo(Golden.of(network).file().required("params_total").longValue());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theRegistrySaysWhatTheDrawingHas(Network network) {
        List<LayerShape> layers = network.layers(224);
        assertThat(layers.get(layers.size() - 1).channels()).isEqualTo(network.channels());
        double gmac = layers.stream().mapToLong(LayerShape::macs).sum() / 1e9;
        assertThat(network.gmac()).isCloseTo(gmac, withPercentage(1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void imagesMayBeAsSmallAsTheRegistrySaysAndNoSmaller(Network network) {
        List<LayerShape> layers = network.layers(network.minimumSize());
        assertThat(layers.get(layers.size() - 1).edge()).isPositive();
        assertThatThrownBy(() -> network.layers(network.minimumSize() - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(network.minimumSize()));
    }
}
