package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;

class TrainingGraphTest {

    private static final Network NETWORK = Networks.named("mobilenet");

    /** A graph waits for the sessions on it when it is closed, so it waited for ever for its own. */
    @Test
    void whatCannotBeGivenItsFirstValuesIsClosedAndSaysWhy() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread opening = new Thread(() -> thrown.set(catchThrowable(() -> {
            try (TrainingGraph graph = open()) {
                graph.variables.initialise(graph.session());
            }
        })));
        opening.setDaemon(true);
        opening.start();
        while (opening.isAlive() && !waitsInClose(opening)) {
            opening.join(1);
        }
        assertThat(waitsInClose(opening)).isFalse();
        assertThat(thrown.get()).isNotNull().hasMessageContaining("1024");
    }

    @Test
    void firstValuesThatOthersTakeThePlaceOfAreNeverGiven() {
        float[] kernel = new float[NETWORK.channels() * 2];
        kernel[5] = 3;
        FloatArray other = new FloatArray(new long[] {NETWORK.channels(), 2}, kernel);
        try (TrainingGraph graph = open()) {
            graph.variables.initialise(graph.session(), Map.of(TrainingGraph.HEAD_KERNEL, other));
            assertThat(graph.variables
                            .values(graph.session())
                            .get(TrainingGraph.HEAD_KERNEL)
                            .values()[5])
                    .isEqualTo(3);
        }
    }

    /** Changes the shape of the head's kernel when the graph is drawn and its values are not yet set, which then cannot be. */
    private static TrainingGraph open() {
        long[] shape = {NETWORK.channels(), 2};
        FloatArray kernel = new FloatArray(shape, new float[NETWORK.channels() * 2]);
        return TrainingGraph.open(
                NETWORK,
                WeightTable.of(NETWORK, RandomWeights.of(NETWORK, 7)),
                kernel,
                new FloatArray(new long[] {2}, new float[2]),
                columns -> {
                    shape[0] = NETWORK.channels() - 1L;
                    return columns;
                },
                32,
                FineTuneSettings.FINE_TUNING,
                Devices.CPU);
    }

    private static boolean waitsInClose(Thread thread) {
        return thread.getState() == Thread.State.WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(Graph.class.getName())
                                && frame.getMethodName().equals("close"));
    }
}
