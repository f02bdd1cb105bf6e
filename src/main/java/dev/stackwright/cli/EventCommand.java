package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.event.Delivery;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.EventOutcome;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.event.parser.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code event}: does what an event of the bucket asks for. */
@Command(
        name = "event",
        description = {
            "Does what an event of the bucket asks for, as POST /events does.",
            "The event is JSON of EventBridge, S3, SQS, SNS or CloudEvents, on standard input or in a",
            "file. A run that it starts is trained by 'stackwright serve' on the same store.",
            "Exit code 1 where it was not handled or its object is refused, 2 where it is malformed.",
            ""
        })
final class EventCommand extends StackwrightCommand {

    /** More than a queue hands over at once. */
    private static final int MOST_BYTES = 8 << 20;

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = STANDARD_INPUT,
            description = "A file with the event; standard input where there is none, or for -.")
    private String file = STANDARD_INPUT;

    private @Nullable Delivery delivery;

    EventCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        try {
            delivery = EventReader.read(bytes());
        } catch (MalformedEventException e) {
            context.console().say("stackwright: " + Errors.line(e));
            return Errors.USAGE;
        }
        return super.call();
    }

    @Override
    int work(Services services) {
        EventReply reply = services.events().take(java.util.Objects.requireNonNull(delivery));
        show(reply, text(reply));
        if (!json && reply.outcomes().stream().anyMatch(o -> o.status() == Status.STARTED)) {
            context.console()
                    .say("The run is queued; 'stackwright serve' trains it, 'stackwright runs watch' shows it.");
        }
        return reply.outcomes().stream().allMatch(EventOutcome::settled) ? DONE : Errors.FAILED;
    }

    private static String text(EventReply reply) {
        Table table = new Table("object", "outcome", "detail");
        for (EventOutcome outcome : reply.outcomes()) {
            table.row(
                    outcome.object() == null ? "-" : outcome.object(),
                    outcome.status().text(),
                    outcome.detail());
        }
        return table.text();
    }

    private byte[] bytes() {
        try (InputStream in =
                file.equals(STANDARD_INPUT) ? context.input().get() : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new CommandException(
                        "expected an event of at most " + Formats.bytes(MOST_BYTES) + ", found more");
            }
            return bytes;
        } catch (IOException e) {
            throw new CommandException("cannot read the event: " + Formats.fault(e), e);
        }
    }
}
