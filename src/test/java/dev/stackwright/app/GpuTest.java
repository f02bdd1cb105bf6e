package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TensorFlowBuild;
import dev.stackwright.tensorflow.TensorFlowBuild.CudaLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where a GPU is asked for and there is none; which libraries it would take. */
class GpuTest {

    @TempDir
    Path folder;

    @Test
    void aRequiredGpuThatIsNotThereIsMissedWhereTensorsAreNeededAndNotBefore() {
        assumeFalse(Devices.AUTO.gpuPresent(), "this machine has a GPU and the build for it");
        Properties properties = new Properties();
        properties.putAll(Map.of("stackwright.gpu", "required", "stackwright.data-directory", folder.toString()));
        StackwrightConfig config = Configuration.load(Map.of(), properties, folder, folder);
        try (Stackwright opened =
                Stackwright.open(config, ProcessEnvironment.ofThisProcess(), Stackwright.Listeners.NONE)) {
            assertThat(opened.ensembles().names()).isEmpty();
            for (ThrowingCallable needsTensors : List.<ThrowingCallable>of(opened::classifier, opened::startWorker)) {
                assertThatThrownBy(needsTensors)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("stackwright.gpu: required, and")
                        .hasMessageContaining(TensorFlowBuild.forGpu() ? "libcudnn.so.9" : "mvn -Pgpu");
            }
        }
    }

    @Test
    void offMeansThatNoGpuIsLookedAt() {
        assertThat(Gpu.devices(StackwrightConfig.Gpu.OFF)).isEqualTo(Devices.CPU);
        assertThat(Gpu.devices(StackwrightConfig.Gpu.AUTO)).isEqualTo(Devices.AUTO);
    }

    @Test
    void whatDidNotLoadIsListedByName() {
        List<String> missing = List.of("libcuda.so.1: no such file", "libcudnn.so.9: no such file");
        assertThat(Gpu.refusal(true, missing))
                .startsWith("required, and TensorFlow can use none; what did not load: " + missing.get(0) + "; "
                        + missing.get(1));
        assertThat(Gpu.fallback(missing)).startsWith("no GPU can be used, going on with the CPU; what did not load:");
        assertThat(Gpu.refusal(true, List.of())).contains("nvidia-smi").doesNotContain("did not load");
    }

    @Test
    void eachLibraryIsLookedForByTheDynamicLoader() {
        for (String fault : CudaLibrary.missing()) {
            assertThat(Arrays.stream(CudaLibrary.values()).map(CudaLibrary::file))
                    .as(fault)
                    .anyMatch(file -> fault.startsWith(file + ": ") && fault.length() > file.length() + 2);
        }
    }

    @Test
    void theImageToTrainInHasAPackageForEachLibraryButTheDrivers() throws IOException {
        Map<String, String> packages = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("deploy/cuda-libraries.tsv"))) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t");
                assertThat(columns).as(line).hasSize(2);
                packages.put(columns[1], columns[0]);
            }
        }
        assertThat(packages.keySet())
                .isEqualTo(Arrays.stream(CudaLibrary.values())
                        .map(CudaLibrary::file)
                        .collect(Collectors.toSet()));
        assertThat(packages).containsEntry(CudaLibrary.DRIVER.file(), "host");
        packages.remove(CudaLibrary.DRIVER.file());
        String base = Files.readString(Path.of("deploy/Dockerfile.train"))
                .lines()
                .filter(line -> line.startsWith("ARG RUNTIME=nvidia/cuda:"))
                .findFirst()
                .orElseThrow();
        assertThat(base).contains("-cudnn-runtime-");
        String release = base.replaceAll(".*cuda:(\\d+)\\.(\\d+)\\..*", "$1-$2");
        packages.forEach((library, name) -> assertThat(name)
                .as("package of " + library + " in " + base)
                .matches(library.startsWith("libcudnn") ? "libcudnn9-cuda-12" : "(cuda-|lib)[a-z]+-" + release));
    }
}
