package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.network.FloatArray;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class AdamTest {

    /** d (w · w) / dw = 2 w, ten steps by the paper's lines. */
    @Test
    void tenStepsDownAParabolaAreThoseOfThePaper() {
        double w = 3;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 10; t++) {
            double g = 2 * w;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            w -= 0.1 * (m / (1 - Math.pow(0.9, t))) / Math.sqrt(v / (1 - Math.pow(0.999, t)));
        }
        assertThat(afterTenSteps(1, null)).isCloseTo(w, offset(1e-5));
    }

    /** A kernel at half the rate that loses a hundredth of rate times itself before each step. */
    @Test
    void decayIsDecoupledAndFollowsTheRateOfItsLayer() {
        double w = 3;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 10; t++) {
            double g = 2 * w;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            w -= 0.05 * 0.01 * w;
            w -= 0.05 * (m / (1 - Math.pow(0.9, t))) / Math.sqrt(v / (1 - Math.pow(0.999, t)));
        }
        assertThat(afterTenSteps(0.5, 0.01)).isCloseTo(w, offset(1e-5));
    }

    private static double afterTenSteps(double share, @Nullable Double weightDecay) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Variables variables = new Variables(tf, name -> new FloatArray(new long[0], new float[] {3}));
            Variable<TFloat32> variable = variables.named("kernel");
            Operand<TFloat32> loss = tf.math.mul(variable, variable);
            List<Trained> trained = List.of(Trained.plain("kernel", variable).atRate(share));
            Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class);
            Operand<TFloat32> decay = weightDecay == null ? null : tf.constant((float) (0.1 * weightDecay));
            List<Op> updates = Adam.updates(tf, variables, trained, Gradients.of(tf, loss, trained), rate, decay);
            try (Session session = Devices.AUTO.open(graph)) {
                variables.initialise(session);
                for (int t = 1; t <= 10; t++) {
                    try (TFloat32 alpha = TFloat32.scalarOf((float) Adam.rate(0.1, t))) {
                        session.runner()
                                .feed(rate, alpha)
                                .addTarget(updates.get(0))
                                .run()
                                .close();
                    }
                }
                return variables.values(session).get("kernel").values()[0];
            }
        }
    }
}
