package dev.stackwright.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.network.NetworkCost;
import dev.stackwright.network.Networks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A line of {@link Benchmarks}: a program of ours, one of a peer that does the same, and the least time that the
 * multiplications could take.
 *
 * @param floor milliseconds; 0 where none is known
 * @param members of the ensemble that has to be there, at {@link #SIZE}
 * @param program class and arguments
 * @param script file and arguments
 */
record BenchmarkLine(
        String what, double floor, List<String> members, List<String> program, String peerName, List<String> script) {

    static final int SIZE = 224;
    private static final int BATCH = 32;
    /** Steps take long and vary little. */
    private static final int STEPS = 6;

    static List<BenchmarkLine> all(BenchmarkModels models, List<String> networks, int calls, double gigaflops)
            throws IOException {
        List<BenchmarkLine> lines = new ArrayList<>();
        for (Path photo : models.photos()) {
            lines.add(new BenchmarkLine(
                    "decode " + photo.getFileName(),
                    0,
                    List.of(),
                    words("dev.stackwright.bench.DecodeBenchmark", photo, SIZE, calls),
                    "TensorFlow in Python",
                    words("peers.py", "decode", "tensorflow", photo, 0, SIZE, calls)));
        }
        for (int batch : new int[] {1, BATCH}) {
            for (String network : networks) {
                for (String peer : List.of("keras", "tflite")) {
                    lines.add(new BenchmarkLine(
                            "features " + network + ", " + batch,
                            milliseconds(List.of(network), batch, gigaflops),
                            List.of(),
                            words("dev.stackwright.bench.FeatureBenchmark", network, batch, SIZE, calls, "onnx"),
                            peer,
                            words("peers.py", "features", peer, network, batch, SIZE, calls)));
                }
            }
            for (List<String> members : ensembles(networks)) {
                Path model = models.folderOf(members);
                lines.add(new BenchmarkLine(
                        "answer " + model.getFileName() + ", " + batch,
                        milliseconds(members, batch, gigaflops),
                        members,
                        words("dev.stackwright.ensemble.PredictBenchmark", "onnx", batch, calls, model),
                        "ONNX Runtime in Python",
                        words("time_onnx.py", batch, calls, model)));
            }
        }
        for (String network : networks) {
            lines.add(new BenchmarkLine(
                    "step " + network + ", " + BATCH,
                    // backwards there are two products for one: by the input and by the kernel
                    3 * milliseconds(List.of(network), BATCH, gigaflops),
                    List.of(),
                    words("dev.stackwright.bench.StepBenchmark", network, BATCH, SIZE, STEPS),
                    "keras",
                    words("peers.py", "step", "keras", network, BATCH, SIZE, STEPS)));
        }
        return lines;
    }

    /** Each network alone, and all of them. */
    private static List<List<String>> ensembles(List<String> networks) {
        List<List<String>> each = new ArrayList<>();
        networks.forEach(network -> each.add(List.of(network)));
        if (networks.size() > 1) {
            each.add(networks);
        }
        return each;
    }

    private static double milliseconds(List<String> networks, int images, double gigaflops) {
        long macs = networks.stream()
                .mapToLong(network -> NetworkCost.macs(Networks.named(network), SIZE))
                .sum();
        return 2.0 * macs * images / gigaflops / 1e6;
    }

    /** The median of a process of ours, in milliseconds; NaN when it failed. */
    double ours() throws IOException, InterruptedException {
        List<String> java = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"));
        return median(Stream.concat(java.stream(), program.stream()).toList());
    }

    /** The median of a process of the peer, in milliseconds; NaN when it failed. */
    double peer(String python) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, "src/test/python/" + script.get(0)));
        command.addAll(script.subList(1, script.size()));
        return median(command);
    }

    /** Both print one line of JSON with {@code median_ms}, and whatever they like besides. */
    private static double median(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
        Process process = builder.start();
        String output;
        try {
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
        } finally {
            process.destroy();
        }
        return output.lines()
                .filter(line -> line.startsWith("{") && line.contains("\"median_ms\""))
                .mapToDouble(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class, "a measurement")
                        .get("median_ms")
                        .asDouble())
                .findFirst()
                .orElseGet(() -> {
                    System.err.println(command + " ended with " + process.exitValue() + ": " + output);
                    return Double.NaN;
                });
    }

    private static List<String> words(Object... words) {
        return Stream.of(words).map(Object::toString).toList();
    }
}
