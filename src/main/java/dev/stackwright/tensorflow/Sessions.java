package dev.stackwright.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** Sessions with the house's settings: every core, and on a GPU no more memory than needed. Who opens one closes it. */
public final class Sessions {

    private Sessions() {}

    public static Session open(Graph graph) {
        return new Session(
                graph,
                ConfigProto.newBuilder()
                        .setAllowSoftPlacement(true)
                        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                        .build());
    }
}
