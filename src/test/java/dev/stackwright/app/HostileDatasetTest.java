package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.MeasuredTable;
import dev.stackwright.common.Progress;
import dev.stackwright.common.RecordedLog;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.dataset.ZipBytes;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Zips that attack, by the way of {@code POST /train}: each run fails for its own reason, and nothing else does. Makes the
 * table in docs/hostile-servers.md.
 */
class HostileDatasetTest {

    @TempDir
    static Path folder;

    private static final MeasuredTable TABLE =
            new MeasuredTable("docs/hostile-servers.md", "| zip | code of the run | ms | bytes of the zip |", 2);

    private static Stackwright server;

    @BeforeAll
    static void open() {
        Map<String, String> settings = new HashMap<>();
        settings.put("stackwright.data-directory", folder.resolve("data").toString());
        settings.put("stackwright.cache-directory", folder.resolve("cache").toString());
        settings.put("stackwright.weights", "random");
        Properties properties = new Properties();
        properties.putAll(settings);
        server = Stackwright.open(
                Configuration.load(Map.of(), properties, folder, folder),
                ProcessEnvironment.ofThisProcess(),
                Stackwright.Listeners.NONE);
    }

    @AfterAll
    static void close() {
        server.close();
        TABLE.check();
    }

    static Stream<Arguments> attacks() {
        byte[] whole = honest().bytes();
        byte[] zeros = new byte[80 << 20];
        return Stream.of(
                attack(
                        "a name that leads out",
                        "unsafe-name",
                        honest().stored("../out.png", new byte[9]),
                        "zip it anew"),
                attack("a bomb", "zip-bomb", honest().deflated("a/zeros.bmp", zeros, zeros.length), "zip bomb"),
                attack("a directory of 500,001 names", "too-many-files", crowded(), "found more in its directory"),
                attack(
                        "entries that share their bytes",
                        "overlapping-entries",
                        new ZipBytes()
                                .deflated("a/0.png", new byte[1 << 20], 1000)
                                .overlapping("a/1.png", 1)
                                .overlapping("b/2.png", 2),
                        "its entries overlap"),
                attack(
                        "a zip with a password",
                        "encrypted-zip",
                        new ZipBytes().encrypted("a/0.png", new byte[9]).encrypted("b/0.png", new byte[9]),
                        "it is encrypted"),
                attack(
                        "a link to a file of the server",
                        "no-images",
                        new ZipBytes().symlink("a/0.png", "/etc/hostname").stored("b/0.png", new byte[9]),
                        "it is a link"),
                Arguments.of("a zip that ends too soon", "damaged-zip", Arrays.copyOf(whole, whole.length - 30), "zip"),
                Arguments.of("a page", "not-a-zip", "<html>404</html>".getBytes(StandardCharsets.UTF_8), "zip"),
                attack("no photo at all", "no-images", honest(), "expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void aRunOfAZipThatAttacksFailsForItsOwnReason(String name, String code, byte[] zip, String reason) {
        String key = "uploads/" + name.replace(' ', '-') + ".zip";
        server.store().put(new ObjectKey(key), zip);
        RunView submitted = server.runs()
                .submit(server.planner()
                        .plan(
                                TrainRequest.of(new EnsembleName("hostile"), "s3://stackwright/" + key),
                                RunPlanner.Origin.REMOTE));
        long start = System.nanoTime();
        RecordedLog log = new RecordedLog("dev.stackwright.run");
        RunState end = server.resume(submitted.run(), Progress.NONE, Cancellation.NEVER)
                .state();
        log.close();
        TABLE.row(name, "`" + end.code() + "`", (System.nanoTime() - start) / 1_000_000, zip.length);
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.code()).isEqualTo(code);
        assertThat(log.records())
                .as("a line of the log, and no trace of the stack")
                .singleElement()
                .satisfies(line -> assertThat(line.getThrown()).isNull());
        assertThat(end.message()).contains(reason).doesNotContain("unexpected");
        assertThat(folder.resolve("out.png")).doesNotExist();
        assertThat(server.ensembles().names()).isEmpty();
    }

    private static Arguments attack(String name, String code, ZipBytes zip, String reason) {
        return Arguments.of(name, code, zip.bytes(), reason);
    }

    /** One name more than a dataset may have files. */
    private static ZipBytes crowded() {
        ZipBytes zip = honest();
        for (long i = DatasetLimits.DEFAULT.maxFiles(); i > 0; i--) {
            zip.again("a/0.png");
        }
        return zip;
    }

    /** Two labels of files that are no photos. */
    private static ZipBytes honest() {
        return new ZipBytes().stored("a/0.png", new byte[9]).stored("b/0.png", new byte[9]);
    }
}
