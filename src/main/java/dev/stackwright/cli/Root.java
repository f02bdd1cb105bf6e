package dev.stackwright.cli;

import dev.stackwright.access.Role;
import dev.stackwright.app.NetworkView;
import dev.stackwright.cli.Demo.DemoCommand;
import dev.stackwright.cli.StackwrightCommand.CommonOptions;
import dev.stackwright.common.Product;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.run.RunId;
import dev.stackwright.run.Stage;
import dev.stackwright.train.Recipe;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code stackwright} and all its subcommands. */
@Command(
        name = "stackwright",
        synopsisSubcommandLabel = "COMMAND",
        description = "Turns labelled photos into a stacked ensemble of pre-trained networks,%nand answers what new"
                + " photos show.%n",
        footer = {
            "",
            "Start here:",
            "  stackwright demo                     see it work, with nothing set up",
            "  stackwright train -e cats-dogs -d photos/",
            "  stackwright classify cats-dogs photo.jpg https://example.org/cat.jpg",
            "  stackwright serve                    the same over HTTP",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage. Data goes to standard output, all else",
            "to standard error."
        })
final class Root extends StackwrightCommand.Group {

    /** The command line with every command in it. */
    static CommandLine commandLine(CommandContext context) {
        CommandLine root = new CommandLine(new Root())
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new TrainCommand(context))
                .addSubcommand(new ClassifyCommand(context))
                .addSubcommand(new EventCommand(context))
                .addSubcommand(new ServeCommand(context))
                .addSubcommand(RunsCommand.commandLine(context))
                .addSubcommand(EnsemblesCommand.commandLine(context))
                .addSubcommand(new ReproduceCommand(context))
                .addSubcommand(KeysCommand.commandLine(context))
                .addSubcommand(new NetworksCommand(context))
                .addSubcommand(completion());
        Errors errors = new Errors(context.console());
        addHelp(root);
        return root.setExecutionStrategy(Root::execute)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.console().err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(90)
                .setAbbreviatedOptionsAllowed(false)
                .registerConverter(EnsembleName.class, told(EnsembleName::new))
                .registerConverter(EnsembleVersion.class, told(EnsembleVersion::new))
                .registerConverter(RunId.class, told(RunId::new))
                .registerConverter(AnswerFormat.class, told(AnswerFormat::parse))
                .registerConverter(Recipe.class, told(Recipe::parse))
                .registerConverter(TrainOptions.ImageSize.class, told(TrainOptions.ImageSize::parse))
                .registerConverter(Role.class, told(Role::parse))
                .registerConverter(Stage.class, told(Stage::parse));
    }

    /** What is unknown is refused also beside {@code --help}, for which picocli would pass over it. */
    private static int execute(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            if (!command.getUnmatchedArguments().isEmpty()) {
                throw new UnmatchedArgumentException(command, command.getUnmatchedArguments());
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** A converter whose refusals are told in their own words, without the names of classes. */
    private static <T> ITypeConverter<T> told(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Errors.line(e));
            }
        };
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion());
        completion.getCommandSpec().name("completion");
        completion.getCommandSpec().usageMessage().hidden(false);
        return completion;
    }

    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.mixinStandardHelpOptions(true);
            spec.versionProvider(new Version());
        }
        command.getSubcommands().values().forEach(Root::addHelp);
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "stackwright " + Product.version(),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }

    /** {@code networks}: what an ensemble can be made of. */
    @Command(
            name = "networks",
            description = {"Lists the networks that can be members, cheapest first.", ""})
    static final class NetworksCommand implements Callable<Integer> {

        @Option(names = "--json", description = "Prints JSON for scripts instead of text for people.")
        private boolean json;

        @Mixin
        @SuppressWarnings("UnusedVariable") // for picocli, so that every command takes the same options
        private CommonOptions common = new CommonOptions();

        private final CommandContext context;

        NetworksCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            List<Network> networks = Networks.all();
            if (json) {
                context.console().json(NetworkView.all());
            } else {
                context.console().print(Tables.networks(networks));
            }
            return StackwrightCommand.DONE;
        }
    }
}
