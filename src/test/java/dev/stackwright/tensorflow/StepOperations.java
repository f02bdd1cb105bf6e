package dev.stackwright.tensorflow;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import dev.stackwright.bench.BenchmarkWeights;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.network.Networks;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * What one fine-tuning step asks of TensorFlow: session runs, feeds, fetches, and the operations of the graphs that are
 * executed, after TensorFlow's own optimization, by kind, with their milliseconds.
 *
 * <p>Arguments: network, batch, size, images at once, steps that are timed.
 */
public final class StepOperations {

    /** Neither computes nor copies. */
    private static final Set<String> FREE =
            Set.of("Const", "NoOp", "VariableV2", "_Recv", "_Send", "Identity", "Reshape");

    private static final RunOptions TRACED = RunOptions.newBuilder()
            .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
            .setOutputPartitionGraphs(true)
            .build();

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Double> milliseconds = new HashMap<>();
    private int runs;

    private StepOperations() {}

    public static void main(String[] args) {
        String[] given = {"mobilenet-v2", "32", "224", "32", "8"};
        System.arraycopy(args, 0, given, 0, args.length);
        Network network = Networks.named(given[0]);
        int batch = Integer.parseInt(given[1]);
        int size = Integer.parseInt(given[2]);
        int atOnce = Integer.parseInt(given[3]);
        try (TrainingGraph graph = TrainingGraph.open(
                network,
                WeightTable.of(network, BenchmarkWeights.of(network)),
                new FloatArray(new long[] {network.channels(), 2}, new float[network.channels() * 2]),
                new FloatArray(new long[] {2}, new float[2]),
                columns -> columns,
                size,
                FineTuneSettings.FINE_TUNING,
                Devices.AUTO)) {
            graph.variables.initialise(graph.session());
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            double[] wall = new double[Integer.parseInt(given[4])];
            double[] cpu = new double[wall.length];
            for (int i = -3; i < wall.length; i++) {
                long processor = system.getProcessCpuTime();
                long start = System.nanoTime();
                step(graph, batch, size, atOnce, runner -> runner.run().close());
                if (i >= 0) {
                    wall[i] = (System.nanoTime() - start) / 1e6;
                    cpu[i] = (system.getProcessCpuTime() - processor) / 1e6;
                }
            }
            Arrays.sort(wall);
            Arrays.sort(cpu);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d at once: median %.0f ms, least %.0f; of processors: median %.0f ms, least %.0f%n",
                    network.name(),
                    atOnce,
                    wall[wall.length / 2],
                    wall[0],
                    cpu[cpu.length / 2],
                    cpu[0]);
            StepOperations found = new StepOperations();
            step(graph, batch, size, atOnce, found::count);
            found.print(network);
        }
    }

    private static void step(TrainingGraph graph, int batch, int size, int atOnce, Consumer<Session.Runner> run) {
        byte[] rgb = new byte[atOnce * size * size * 3];
        new Random(1).nextBytes(rgb);
        int parts = batch / atOnce;
        try (TFloat32 rate = TFloat32.scalarOf(1e-4f);
                TFloat32 decay = TFloat32.scalarOf(1e-6f);
                TUint8 pixels = Tensors.images(atOnce, size, rgb);
                TInt32 labels = TInt32.vectorOf(new int[atOnce]);
                TFloat32 share = TFloat32.scalarOf(1f / parts)) {
            for (int part = 0; part < parts; part++) {
                Session.Runner runner = graph.session()
                        .runner()
                        .feed(graph.augmented, pixels)
                        .feed(graph.labels, labels)
                        .feed(graph.share, share);
                if (parts == 1) {
                    runner.feed(graph.rate, rate)
                            .feed(graph.decay, decay)
                            .fetch(graph.foundInStep)
                            .addTarget(graph.step);
                } else {
                    runner.fetch(graph.found).addTarget(part == 0 ? graph.begin : graph.accumulate);
                }
                run.accept(runner);
            }
            if (parts > 1) {
                run.accept(graph.session()
                        .runner()
                        .feed(graph.rate, rate)
                        .feed(graph.decay, decay)
                        .addTarget(graph.apply));
            }
        }
    }

    private void count(Session.Runner runner) {
        try (Result result = runner.setOptions(TRACED).runAndFetchMetadata()) {
            RunMetadata metadata = result.getMetadata().orElseThrow();
            runs++;
            Map<String, String> kinds = new HashMap<>();
            metadata.getPartitionGraphsList().stream()
                    .flatMap(graph -> graph.getNodeList().stream())
                    .forEach(node -> kinds.put(node.getName(), kind(node)));
            kinds.values().forEach(kind -> counts.merge(kind, 1, Integer::sum));
            metadata.getStepStats().getDevStatsList().stream()
                    .flatMap(device -> device.getNodeStatsList().stream())
                    .filter(node -> kinds.containsKey(node.getNodeName()))
                    .forEach(node -> milliseconds.merge(
                            kinds.get(node.getNodeName()), node.getAllEndRelMicros() / 1e3, Double::sum));
        }
    }

    private static String kind(NodeDef node) {
        List<ByteString> fused = node.getAttrOrDefault("fused_ops", AttrValue.getDefaultInstance())
                .getList()
                .getSList();
        StringBuilder kind = new StringBuilder(node.getOp());
        fused.forEach(one -> kind.append('+').append(one.toStringUtf8()));
        return kind.toString();
    }

    private void print(Network network) {
        int launches = counts.entrySet().stream()
                .filter(kind -> !FREE.contains(kind.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%s: %d session runs, %d operations, %d of them compute or copy, %.0f ms%n",
                network.name(),
                runs,
                counts.values().stream().mapToInt(Integer::intValue).sum(),
                launches,
                milliseconds.values().stream().mapToDouble(Double::doubleValue).sum());
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(kind -> System.out.printf(
                        Locale.ROOT,
                        "%5d  %9.1f ms  %s%n",
                        kind.getValue(),
                        milliseconds.getOrDefault(kind.getKey(), 0.0),
                        kind.getKey()));
    }
}
