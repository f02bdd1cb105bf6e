package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Configuration;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Stackwright;
import dev.stackwright.cli.Main.TerminalLog;
import dev.stackwright.common.ChildJvm;
import dev.stackwright.common.Json;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads documents loads no TensorFlow and opens no graphics card, not even where one is required; logging. */
class CommandsWithoutTensorsTest {

    private static final EnsembleVersion OLDER = new EnsembleVersion("20261123t081500z-3f2a9c1b");

    /** In their order; {@code FOLDER} stands for the test's. */
    private static final List<String> COMMANDS = List.of(
            "--help",
            "networks",
            "keys list",
            "runs list",
            "ensembles list",
            "ensembles show cats-dogs",
            "ensembles report cats-dogs",
            "ensembles report cats-dogs --html FOLDER/report.html",
            "ensembles diff cats-dogs " + OLDER,
            "ensembles card cats-dogs",
            "ensembles export cats-dogs FOLDER/exported",
            "ensembles promote cats-dogs " + OLDER,
            "ensembles rollback cats-dogs",
            "ensembles verify cats-dogs");

    @TempDir
    Path folder;

    @Test
    void whatReadsDocumentsLoadsNoTensorFlow() throws Exception {
        publish(OLDER);
        publish(FakeServices.VERSION);
        promote(1, OLDER);
        promote(2, FakeServices.VERSION);
        Path classes = folder.resolve("classes.txt");
        Process child = ChildJvm.of(
                        List.of(
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                "-Xlog:class+load:file=" + classes),
                        Child.class,
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        int code = child.waitFor();
        String out = Files.readString(folder.resolve("out.txt"));
        assertThat(code).as(out).isZero();
        assertThat(out).as("warnings are shown").contains("stackwright: seen once");
        try (Stream<String> lines = Files.lines(classes)) {
            List<String> loaded = lines.filter(line -> line.contains(" dev.stackwright.ensemble.Manifest ")
                            || line.contains(" org.bytedeco.javacpp.Loader ")
                            || line.contains(" org.tensorflow.TensorFlow ")
                            || line.contains(" org.tensorflow.internal.c_api."))
                    .toList();
            assertThat(loaded).singleElement().asString().contains("dev.stackwright.ensemble.Manifest");
        }
    }

    /** Each command in this process, as the terminal would call it; ends with the first exit code that is not 0. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            CommandContext context = new CommandContext(
                    Console.system(),
                    Clock.systemUTC(),
                    settings -> {
                        TerminalLog.begin(Console.system(), false);
                        if (Logger.getLogger("org.apache.hc.client5.http.wire").isLoggable(Level.FINE)) {
                            throw new IllegalStateException(
                                    "every byte on a connection is logged, and shown to nobody");
                        }
                        System.getLogger("dev.stackwright").log(System.Logger.Level.WARNING, "seen {0}", "once");
                        Properties properties = new Properties();
                        properties.putAll(settings);
                        properties.putAll(
                                Map.of("stackwright.gpu", "required", "stackwright.data-directory", folder.toString()));
                        return Stackwright.open(
                                Configuration.load(Map.of(), properties, folder, folder),
                                ProcessEnvironment.ofThisProcess(),
                                Stackwright.Listeners.NONE);
                    },
                    new CommandContext.Server() {
                        @Override
                        public void run(Map<String, String> settings) {}

                        @Override
                        public void stop() {}
                    },
                    () -> false,
                    InputStream::nullInputStream);
            for (String command : COMMANDS) {
                int code = Root.commandLine(context)
                        .execute(command.replace("FOLDER", folder.toString()).split(" "));
                if (code != 0) {
                    System.err.println(command + " ended with " + code);
                    System.exit(code);
                }
            }
            System.exit(0);
        }
    }

    /** A version whose only file is its report, as files in the embedded store's folder. */
    private void publish(EnsembleVersion of) throws Exception {
        byte[] report;
        try (InputStream in = CommandsWithoutTensorsTest.class.getResourceAsStream("/documents/report-1.json")) {
            report = in.readAllBytes();
        }
        Manifest manifest = new Manifest(
                Manifest.SCHEMA,
                new EnsembleName("cats-dogs"),
                of,
                FakeServices.NOW,
                new Labels(List.of("cat", "dog")),
                new ImageSpec(224),
                List.of(new Manifest.MemberEntry("mobilenet", "official", Sha256.of(new byte[0]))),
                "mean",
                Temperature.NEUTRAL,
                new ValidationScores(1, new ValidationScores.Score(1, 0, 1, 0, 0, null), List.of(), List.of()),
                null,
                Map.of(),
                7,
                FakeServices.RUN.value(),
                Map.of(),
                List.of(new Manifest.FileEntry("report.json", report.length, Sha256.of(report))));
        String version = "versions/" + of + "/";
        put(version + "report.json", report);
        put(version + "manifest.json", Json.bytes(manifest));
    }

    private void promote(int number, EnsembleVersion version) throws Exception {
        put(
                "promotions/000000000" + number + ".json",
                ("{\"number\": " + number + ", \"version\": \"" + version
                                + "\", \"at\": \"2026-11-24T08:15:00Z\", \"by\": \"test\", \"why\": \"test\"}")
                        .getBytes(UTF_8));
    }

    private void put(String name, byte[] content) throws Exception {
        Path file = folder.resolve("store/stackwright/ensembles/cats-dogs/" + name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
