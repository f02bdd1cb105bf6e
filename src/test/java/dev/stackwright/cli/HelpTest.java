package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

    private final TestConsole console = new TestConsole();

    static Stream<String> commands() {
        return below(Root.commandLine(new TestConsole().context()));
    }

    private static Stream<String> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec().qualifiedName()),
                command.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfAndEachOfItsOptions(String command) {
        String[] words = command.split(" ");
        words[0] = "--help";
        List<String> args =
                Stream.concat(Arrays.stream(words).skip(1), Stream.of("--help")).toList();

        assertThat(console.run(args.toArray(String[]::new))).isZero();

        assertThat(console.err()).isEmpty();
        assertThat(console.out()).startsWith("Usage: " + command);
        CommandLine found = Root.commandLine(console.context());
        for (String word : args.subList(0, args.size() - 1)) {
            found = found.getSubcommands().get(word);
        }
        for (OptionSpec option : found.getCommandSpec().options()) {
            assertThat(console.out()).contains(option.longestName());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        }
        assertThat(console.services.opened).as("rooms opened for help").isEmpty();
    }

    @Test
    void allCommandsOfTheProductAreThere() {
        assertThat(commands())
                .contains(
                        "stackwright demo",
                        "stackwright serve",
                        "stackwright train",
                        "stackwright classify",
                        "stackwright event",
                        "stackwright runs list",
                        "stackwright runs show",
                        "stackwright runs watch",
                        "stackwright runs cancel",
                        "stackwright ensembles list",
                        "stackwright ensembles show",
                        "stackwright ensembles report",
                        "stackwright ensembles diff",
                        "stackwright ensembles card",
                        "stackwright ensembles export",
                        "stackwright ensembles promote",
                        "stackwright ensembles rollback",
                        "stackwright ensembles verify",
                        "stackwright reproduce",
                        "stackwright networks");
    }

    @Test
    void theListOfCommandsHasOneLineForEach() {
        console.run("--help");
        List<String> lines = console.out().lines().toList();
        int first = lines.indexOf("Commands:") + 1;
        assertThat(lines.subList(first, first + 11)).allMatch(line -> line.matches("  [a-z]+ +[A-Z].*"));
        assertThat(lines.get(first + 11)).isEmpty();
    }

    @Test
    void theVersionNamesTheProductAndJava() {
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).startsWith("stackwright ").contains("Java " + Runtime.version());
    }
}
