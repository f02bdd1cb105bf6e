package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Configuration;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Services;
import dev.stackwright.app.Stackwright;
import dev.stackwright.common.ChildJvm;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.train.DrawnImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code train} in a process that dies within its second member, and the same command once more. */
@Timeout(600)
class KilledTrainTest {

    /** The code of a process that was ended by SIGKILL. */
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    @Test
    void theSameCommandGoesOnWithItsRunAfterTheMemberThatWasFinished() throws Exception {
        DrawnImages.draw(folder.resolve("photos"), 12, 4);
        Path said = folder.resolve("said.txt");
        Process first = ChildJvm.of(List.of(), Dying.class, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(first.waitFor()).as(() -> text(said)).isEqualTo(KILLED);
        assertThat(text(said)).contains("  head mobilenet: ").doesNotContain("  stack: ");
        RunView killed = onlyRun(folder);
        assertThat(killed.state().phase()).isEqualTo(Phase.RUNNING);

        ByteArrayOutputStream again = new ByteArrayOutputStream();
        assertThat(train(folder, new PrintStream(again, true, UTF_8)))
                .as(() -> again.toString(UTF_8))
                .isZero();
        assertThat(again.toString(UTF_8))
                .contains("going on with the run " + killed.run())
                .contains("  head mobilenet-v2: ")
                .doesNotContain("  head mobilenet: ");
        RunView ended = onlyRun(folder);
        assertThat(ended.run()).isEqualTo(killed.run());
        assertThat(ended.state().phase()).isEqualTo(Phase.SUCCEEDED);
    }

    private static RunView onlyRun(Path folder) {
        try (Services services = open(folder, Map.of())) {
            List<RunView> runs = services.runs().list();
            assertThat(runs).hasSize(1);
            return services.runs().get(runs.get(0).run());
        }
    }

    /** Both times in the same words. */
    private static int train(Path folder, PrintStream err) {
        CommandContext context = new CommandContext(
                new Console(new PrintStream(new ByteArrayOutputStream(), true, UTF_8), err, false),
                Clock.systemUTC(),
                settings -> open(folder, settings),
                new CommandContext.Server() {
                    @Override
                    public void run(Map<String, String> settings) {
                        throw new IllegalStateException("train starts no server");
                    }

                    @Override
                    public void stop() {}
                },
                () -> false,
                InputStream::nullInputStream);
        return Root.commandLine(context)
                .execute(("train -e shapes --recipe probe --members mobilenet,mobilenet-v2 --image-size 32 --folds 2"
                                + " --weights random -d " + folder.resolve("photos"))
                        .split(" "));
    }

    private static Services open(Path folder, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put("stackwright.data-directory", folder.resolve("data").toString());
        properties.put("stackwright.cache-directory", folder.resolve("cache").toString());
        return Stackwright.open(
                Configuration.load(Map.of(), properties, folder, folder),
                ProcessEnvironment.ofThisProcess(),
                Stackwright.Listeners.NONE);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends as at SIGKILL, without a word to the store, before the second member is kept. */
    static final class Dying {

        public static void main(String[] arguments) {
            PrintStream err = new PrintStream(System.err, true, UTF_8) {
                @Override
                public void println(String line) {
                    super.println(line);
                    if (line.startsWith("  head mobilenet-v2: ")) {
                        Runtime.getRuntime().halt(KILLED);
                    }
                }
            };
            System.exit(train(Path.of(arguments[0]), err));
        }
    }
}
