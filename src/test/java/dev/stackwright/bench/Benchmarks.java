package dev.stackwright.bench;

import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Measures Stackwright and its peers in turn, each in a process of its own, and prints medians and the median ratio of the
 * pairs as a table. Needs neither a network nor published weights. {@code src/test/scripts/benchmarks.sh} builds and
 * starts it.
 */
@CommandLine.Command(name = "benchmarks.sh", mixinStandardHelpOptions = true, sortOptions = false)
public final class Benchmarks implements Callable<Integer> {

    @Option(names = "--rounds", defaultValue = "3", description = "Pairs of each line. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--calls", defaultValue = "20", description = "Calls in a process. Default: ${DEFAULT-VALUE}.")
    private int calls;

    @Option(
            names = "--python",
            description = "A Python with tensorflow, keras, numpy and onnxruntime; peers are left out without it.")
    private @Nullable String python;

    @Option(names = "--only", defaultValue = "", description = "Lines with this in their text, such as \"step\".")
    private String only;

    @Option(names = "--networks", split = ",", description = "Networks, with commas between them. Default: all.")
    private List<String> networks = Networks.all().stream().map(Network::name).toList();

    @Option(
            names = "--folder",
            defaultValue = "target/benchmarks",
            description = "Where models are kept for the next time. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    private Benchmarks() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(folder);
        double gigaflops = Floor.gigaflops();
        System.out.printf(
                Locale.ROOT,
                "%s, %d cores, Java %s, %s, %s. Products of matrices reach %.0f Gflop/s, which the floor is by.%n%n",
                Floor.processor(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                python == null ? "no Python" : "Python " + python,
                LocalDate.now(),
                gigaflops);
        System.out.println("| what | ours, ms | peer | its ms | its time to ours | floor, ms |");
        System.out.println("|---|---|---|---|---|---|");
        int failed = 0;
        BenchmarkModels models = new BenchmarkModels(folder);
        for (BenchmarkLine line : BenchmarkLine.all(models, networks, calls, gigaflops)) {
            if (line.what().contains(only)) {
                if (!line.members().isEmpty()) {
                    models.ensemble(line.members(), BenchmarkLine.SIZE);
                }
                failed += print(line) ? 0 : 1;
            }
        }
        if ("requests".contains(only)) {
            models.answerRequests(calls);
        }
        return failed == 0 ? 0 : 1;
    }

    /** False when a process failed, which is said in the table and by its own words before it. */
    private boolean print(BenchmarkLine line) throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] peer = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ours[i] = line.ours();
            peer[i] = python == null ? Double.NaN : line.peer(python);
            ratios[i] = peer[i] / ours[i];
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |%n",
                line.what(),
                number(median(ours)),
                python == null ? "" : line.peerName(),
                number(median(peer)),
                number(median(ratios)),
                line.floor() == 0 ? "" : number(line.floor()));
        return !Double.isNaN(median(ours)) && (python == null || !Double.isNaN(median(peer)));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted); // NaN, a failure, last
        return Double.isNaN(sorted[sorted.length - 1]) ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
