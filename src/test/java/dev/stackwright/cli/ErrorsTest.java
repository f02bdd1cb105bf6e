package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.Stage.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ErrorsTest {

    @Test
    void everyExitCodeIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        String document = Files.readString(Path.of("docs/configuration.md"));
        String table =
                document.split("## Exit codes of the command line\n", 2)[1].split("\n## ", 2)[0];
        Stream<Integer> ofCommands = Stream.of(StackwrightCommand.DONE, Errors.FAILED, Errors.USAGE);
        Stream<Integer> ofStages = Arrays.stream(Outcome.values()).map(Errors::code);
        assertThat(Pattern.compile("(?m)^\\| (\\d+) \\|")
                        .matcher(table)
                        .results()
                        .map(m -> Integer.valueOf(m.group(1))))
                .containsExactlyElementsOf(
                        Stream.concat(ofCommands, ofStages).distinct().sorted().toList());
    }

    @Test
    void anOwnErrorSpeaksForItself() {
        assertThat(Errors.line(new UnknownEnsembleException("there is none"))).isEqualTo("there is none");
    }

    @Test
    void aRefusedArgumentSpeaksForItself() {
        assertThat(Errors.line(new IllegalArgumentException("expected 1"))).isEqualTo("expected 1");
    }

    @Test
    void aRefusedRequestNamesItsField() {
        assertThat(Errors.line(new InvalidRequestException("folds", "expected 2 to 20, found 1")))
                .isEqualTo("folds: expected 2 to 20, found 1");
    }

    @Test
    void anErrorThatWasNotForeseenIsNamed() {
        assertThat(Errors.line(new ArithmeticException("/ by zero"))).isEqualTo("ArithmeticException: / by zero");
    }

    @Test
    void anErrorWithoutAMessageIsNamed() {
        assertThat(Errors.line(new IllegalArgumentException())).isEqualTo("IllegalArgumentException");
        assertThat(Errors.line(new IllegalArgumentException("  "))).isEqualTo("IllegalArgumentException");
    }

    @Test
    void aMessageOfManyLinesBecomesOne() {
        assertThat(Errors.line(new IllegalArgumentException("first,\n  then\r\nlast\n")))
                .isEqualTo("first, then last");
    }

    @Test
    void anErrorThatWasNotForeseenSaysHowToSeeMore() {
        TestConsole console = new TestConsole();
        CommandLine broken = new CommandLine(new Broken());
        broken.setExecutionExceptionHandler(new Errors(console.screen));
        assertThat(broken.execute()).isEqualTo(Errors.FAILED);
        assertThat(console.err()).contains("stackwright: IllegalStateException: broken", "--verbose");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void wrongSettingsAreWrongUsage() {
        TestConsole console = new TestConsole();
        CommandLine misconfigured = new CommandLine(new Misconfigured());
        misconfigured.setExecutionExceptionHandler(new Errors(console.screen));
        assertThat(misconfigured.execute()).isEqualTo(Errors.USAGE);
        assertThat(console.err())
                .isEqualToIgnoringNewLines("stackwright: stackwright.store: expected a bucket, found none");
    }

    @Test
    void aNumberOfLabelsBelowOneIsWrongUsage() {
        TestConsole console = new TestConsole();
        assertThat(console.run("classify", "--top", "0", "cats-dogs", "a.jpg")).isEqualTo(Errors.USAGE);
        assertThat(console.err()).contains("--top: expected 1 or more, found 0");
    }

    @Test
    void aRefusedRequestIsWrongUsage() {
        TestConsole console = new TestConsole();
        CommandLine refused = new CommandLine(new Refused());
        refused.setExecutionExceptionHandler(new Errors(console.screen));
        assertThat(refused.execute()).isEqualTo(Errors.USAGE);
        assertThat(console.err()).isEqualTo("stackwright: folds: expected 2 to 20, found 1\n");
    }

    @Command(name = "refused")
    static final class Refused implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new InvalidRequestException("folds", "expected 2 to 20, found 1");
        }
    }

    @Command(name = "broken")
    static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("broken");
        }
    }

    @Command
    static final class Misconfigured implements Callable<Integer> {

        @Override
        public Integer call() {
            throw new ConfigurationException("stackwright.store: expected a bucket, found none", null);
        }
    }
}
