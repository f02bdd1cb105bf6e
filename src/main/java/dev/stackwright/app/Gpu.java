package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TensorFlowBuild;
import dev.stackwright.tensorflow.TensorFlowBuild.CudaLibrary;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether a graphics card is used, and what is said where none can be. */
final class Gpu {

    private Gpu() {}

    /**
     * Before the first tensor, and not before that: looking for a card opens it.
     *
     * @throws ConfigurationException where one is required and none can be used, with what did not load
     */
    static void check(StackwrightConfig.Gpu wanted) {
        if (wanted == StackwrightConfig.Gpu.REQUIRED && !Devices.AUTO.gpuPresent()) {
            throw ConfigurationException.of("gpu", refusal(TensorFlowBuild.forGpu(), CudaLibrary.missing()));
        }
    }

    /** What TensorFlow may compute on. */
    static Devices devices(StackwrightConfig.Gpu wanted) {
        return wanted == StackwrightConfig.Gpu.OFF ? Devices.CPU : Devices.AUTO;
    }

    /** Looks on the first call. */
    static BooleanSupplier present(StackwrightConfig.Gpu wanted) {
        return devices(wanted)::gpuPresent;
    }

    /** Why the build for GPUs goes on without one; empty where it need not, and in a build for CPUs. */
    static Optional<String> fallback(StackwrightConfig.Gpu wanted) {
        return wanted == StackwrightConfig.Gpu.OFF || !TensorFlowBuild.forGpu() || Devices.AUTO.gpuPresent()
                ? Optional.empty()
                : Optional.of(fallback(CudaLibrary.missing()));
    }

    static String refusal(boolean gpuBuild, List<String> missing) {
        if (!gpuBuild) {
            return "required, and this is the build for CPUs; build with mvn -Pgpu, or set auto or off";
        }
        return "required, and TensorFlow can use none; " + why(missing);
    }

    static String fallback(List<String> missing) {
        return "no GPU can be used, going on with the CPU; " + why(missing);
    }

    private static String why(List<String> missing) {
        return missing.isEmpty()
                ? "every library of CUDA loads, so look whether nvidia-smi shows a card, and whether the container was"
                        + " given one (--gpus all)"
                : "what did not load: " + String.join("; ", missing)
                        + ". libcuda.so.1 comes with the driver of the host (--gpus all hands it in), the others with"
                        + " CUDA 12 and cuDNN 9";
    }
}
