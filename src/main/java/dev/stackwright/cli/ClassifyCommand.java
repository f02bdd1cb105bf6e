package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.ensemble.EnsembleName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code classify}: what do these images show? */
@Command(
        name = "classify",
        description = {
            "Says what images show, with the promoted version of an ensemble.",
            "Exit code 1 when no image could be answered.",
            ""
        })
final class ClassifyCommand extends StackwrightCommand {

    @Parameters(index = "0", paramLabel = "ENSEMBLE", description = "Name of the ensemble.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EnsembleName ensemble;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "http, https or s3 URL, or a local file.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "How many labels each answer has; 3 unless told otherwise.")
    private @Nullable Integer top;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ClassifyCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (top != null && top < 1) {
            throw new ParameterException(spec.commandLine(), "--top: expected 1 or more, found " + top);
        }
        return super.call();
    }

    @Override
    int work(Services services) {
        ClassifyReply reply;
        try (LocalUploads local = LocalUploads.upload(images, services.store(), owner())) {
            reply = local.named(services.classifier().classify(new ClassifyRequest(ensemble, local.urls(), top, null)));
        }
        show(reply, Tables.answers(reply));
        return reply.results().stream().anyMatch(r -> r.error() == null) ? DONE : Errors.FAILED;
    }

    /** Parts the uploads of commands that run at once. */
    private String owner() {
        return ProcessHandle.current().pid() + "-" + context.clock().instant().toEpochMilli();
    }
}
