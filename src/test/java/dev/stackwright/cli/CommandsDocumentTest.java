package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** docs/commands.md is made from the commands; with {@code -Dstackwright.test.write-commands=true} this test writes it. */
class CommandsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/commands.md");
    private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--json");

    @Test
    void everyCommandAndOptionIsDocumentedAndNoneElse() throws IOException {
        CommandLine root = Root.commandLine(new TestConsole().context());
        String common = rows(root.getSubcommands().get("networks").getCommandSpec().mixins().values().stream()
                .flatMap(mixin -> mixin.options().stream())
                .filter(option -> !EVERYWHERE.contains(option.longestName())));
        String expected = """
            # Commands

            Made from the program by `CommandsDocumentTest`; `./stackwright COMMAND --help` says the same. Exit codes are in
            [configuration.md](configuration.md#exit-codes-of-the-command-line). Every command takes `--help` and `--version`,
            most take `--json`, and all that work with the store take:

            """ + common + below(root, common).collect(Collectors.joining());
        if (Boolean.getBoolean("stackwright.test.write-commands")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static Stream<String> below(CommandLine command, String common) {
        CommandSpec spec = command.getCommandSpec();
        Stream<String> own = command.getSubcommands().isEmpty() ? Stream.of(section(spec, common)) : Stream.empty();
        return Stream.concat(own, command.getSubcommands().values().stream().flatMap(sub -> below(sub, common)));
    }

    private static String section(CommandSpec spec, String common) {
        String what = Arrays.stream(spec.usageMessage().description())
                .map(line -> line.replace("%n", ""))
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
        Stream<ArgSpec> arguments = Stream.concat(
                spec.positionalParameters().stream(),
                spec.options().stream()
                        .filter(option -> !EVERYWHERE.contains(option.longestName()))
                        .filter(option -> !common.contains("`" + option.longestName())));
        String rows = rows(arguments);
        return "\n## `" + spec.qualifiedName() + "`\n\n" + what + "\n" + (rows.isEmpty() ? "" : "\n" + rows);
    }

    private static String rows(Stream<? extends ArgSpec> arguments) {
        List<String> rows = arguments
                .map(argument -> "| `" + name(argument) + "` | "
                        + String.join(" ", argument.description())
                                .replace("|", "\\|")
                                .replace("%n", " ") + " |\n")
                .sorted()
                .toList();
        return rows.isEmpty() ? "" : "| argument | meaning |\n|---|---|\n" + String.join("", rows);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option
                ? option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                : argument.paramLabel();
    }
}
