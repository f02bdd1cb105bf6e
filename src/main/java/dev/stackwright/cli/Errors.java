package dev.stackwright.cli;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.Stage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns an error into one line on standard error and an exit code: 1 for what failed, 2 for wrong usage or settings. Stages of runs
 * have two more, for what a retry cannot help.
 */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    static final int FAILED = 1;
    static final int USAGE = 2;

    static final int FAILED_FOR_GOOD = 3;
    static final int CANCELLED = 4;

    private final Console console;

    Errors(Console console) {
        this.console = console;
    }

    /** What a scheduler goes by that starts stages. */
    static int code(Stage.Outcome outcome) {
        return switch (outcome) {
            case DONE -> 0;
            case FAILED -> FAILED;
            case REFUSED -> USAGE;
            case FAILED_FOR_GOOD -> FAILED_FOR_GOOD;
            case CANCELLED -> CANCELLED;
        };
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        String help = error.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        console.say("stackwright: " + usage(error) + "; try '" + help + "'");
        return USAGE;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        console.say("stackwright: "
                + (error instanceof InvalidRequestException invalid ? named(invalid, parsed) : line(error)));
        if (verbose(parsed)) {
            error.printStackTrace(console.err());
        } else if (unexpected(error)) {
            console.say("This is not an error that was foreseen; --verbose shows where it came from.");
        }
        return error instanceof InvalidRequestException || error instanceof ConfigurationException ? USAGE : FAILED;
    }

    /** A field of a request by the option that gave it, where there is one: {@code --image-size} for imageSize. */
    private static String named(InvalidRequestException invalid, ParseResult parsed) {
        String option = "--" + invalid.field().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        ParseResult last = last(parsed);
        String line = line(invalid);
        return last.commandSpec().findOption(option) == null
                ? line
                : option + line.substring(invalid.field().length());
    }

    private static String usage(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return line(error);
        }
        // what follows the first may well be its value
        String found = "unknown " + (unmatched.isUnknownOption() ? "option" : "command or argument") + " '"
                + unmatched.getUnmatched().get(0) + "'";
        List<String> near = unmatched.getSuggestions();
        if (!unmatched.isUnknownOption() && near.isEmpty()) {
            return found + asOptions(unmatched);
        }
        return near.isEmpty() ? found : found + " (did you mean '" + String.join("' or '", near) + "'?)";
    }

    /** What stands where another command has it, {@code train NAME DATASET}, as the options that it was meant for. */
    private static String asOptions(UnmatchedArgumentException unmatched) {
        CommandLine command = unmatched.getCommandLine();
        ParseResult parsed = command.getParseResult();
        Iterator<String> left = Stream.of("--ensemble", "--dataset")
                .filter(option -> command.getCommandSpec().findOption(option) != null)
                .filter(option -> parsed == null || !parsed.hasMatchedOption(option))
                .iterator();
        List<String> meant = new ArrayList<>();
        for (String argument : unmatched.getUnmatched()) {
            if (argument.startsWith("-") || !left.hasNext()) {
                return "";
            }
            meant.add(left.next() + " " + argument);
        }
        return " (did you mean '" + String.join(" ", meant) + "'?)";
    }

    /**
     * Reads a value of an option before anything is opened.
     *
     * @param option what stands before the message, where that does not name it
     * @throws ParameterException where it cannot be
     */
    static <T> T read(CommandSpec spec, String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + line(e));
        }
    }

    /** The message on one line; the kind of error where there is none or where it was not foreseen. */
    static String line(Throwable error) {
        String message = error.getMessage();
        if (message == null || message.isBlank()) {
            return error.getClass().getSimpleName();
        }
        String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
        if (error instanceof InvalidRequestException invalid) {
            return invalid.field() + ": " + line;
        }
        return unexpected(error) ? error.getClass().getSimpleName() + ": " + line : line;
    }

    /** Our own exceptions and refused arguments speak for themselves; others are named. */
    private static boolean unexpected(Throwable error) {
        return !(error instanceof IllegalArgumentException
                || error instanceof ParameterException
                || error.getClass().getName().startsWith("dev.stackwright."));
    }

    private static boolean verbose(ParseResult parsed) {
        return last(parsed).hasMatchedOption("--verbose");
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    /** What a command could not do, in words that speak for themselves: expected, found, what to do next. */
    static final class CommandException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CommandException(String message) {
            super(message);
        }

        CommandException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
