package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.classify.Certainty;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            "Exit code 0 when all images were answered, 1 when some were not.",
            ""
        })
final class ClassifyCommand extends StackwrightCommand {

    @Parameters(index = "0", paramLabel = "ENSEMBLE", description = "Name of the ensemble.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EnsembleName ensemble;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "IMAGE",
            description = "http, https or s3 URL, a local file, a folder, or a pattern such as 'photos/*.jpg'.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "How many labels each answer has; 3 unless told otherwise.")
    private @Nullable Integer top;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table (the default), csv or jsonl: one line an image, written as answers come.")
    private @Nullable AnswerFormat format;

    @Option(
            names = "--coverage",
            paramLabel = "SHARE",
            description = "Adds to each answer the set of labels that has the true one so often, such as 0.9.")
    private @Nullable Double coverage;

    @Option(
            names = "--unknown",
            description = "Answers 'unknown' where the best label is less probable than right answers are.")
    private boolean unknown;

    @Option(
            names = "--explain",
            paramLabel = "DIR",
            description = "Writes each photo with what speaks for its label (Grad-CAM) to this folder, as PNGs.")
    private @Nullable Path explain;

    @ArgGroup(exclusive = false, heading = "Batch inference, of all objects below a prefix of the store:%n")
    private @Nullable PrefixOptions batch;

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
        var unused = certainty();
        if (json && format != null) {
            throw new ParameterException(spec.commandLine(), "--format: expected no --json beside it");
        }
        if ((batch == null) == images.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    batch == null
                            ? "expected IMAGE or --prefix, found neither"
                            : "--prefix: expected no images beside it, found " + String.join(", ", images));
        }
        if (batch != null && (json || format != null || top != null || explain != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--prefix: expected no --json, --format, --top or --explain beside it; answers are JSON lines");
        }
        if (batch != null) {
            PrefixOptions below = batch;
            var known = Errors.read(spec, "", () -> below.job(ensemble));
        }
        return super.call();
    }

    private Certainty certainty() {
        return Errors.read(spec, "--", () -> new Certainty(coverage, unknown));
    }

    @Override
    int work(Services services) {
        if (batch != null) {
            return batch.work(
                    services,
                    ensemble,
                    certainty(),
                    context.console(),
                    new TerminalProgress(context.console(), context.clock()));
        }
        ImageArguments asked = ImageArguments.of(images);
        Console console = context.console();
        asked.passedOver().forEach(line -> console.say("stackwright: " + line));
        if (asked.names().isEmpty()) {
            throw new CommandException("expected images, found none in " + String.join(", ", images));
        }
        AnswerFormat written = format == null ? AnswerFormat.TABLE : format;
        List<Result> all = new ArrayList<>();
        EnsembleVersion version = null;
        written.head(certainty()).ifPresent(console::print);
        try (Progress.Task progress = progress(asked.names().size());
                Overlays overlays = explain == null ? null : new Overlays(explain, services.store())) {
            for (int from = 0; from < asked.names().size(); from += ClassifyRequest.MAX_IMAGES) {
                int to = Math.min(asked.names().size(), from + ClassifyRequest.MAX_IMAGES);
                Chunk chunk = chunk(services, asked.names().subList(from, to));
                if (version != null && chunk.version() != null && !version.equals(chunk.version())) {
                    console.say("stackwright: from image " + (from + 1) + " on, version " + chunk.version()
                            + " answers, which was promoted meanwhile");
                }
                version = chunk.version() == null ? version : chunk.version();
                chunk.results()
                        .forEach(result -> written.line(result, certainty()).ifPresent(console::print));
                all.addAll(chunk.results());
                if (overlays != null) {
                    chunk.results().stream()
                            .flatMap(result -> Stream.ofNullable(overlays.write(result)))
                            .distinct()
                            .forEach(why -> console.say("stackwright: --explain: " + why));
                }
                progress.advance(to - from);
            }
        }
        long failed = all.stream().filter(r -> r.error() != null).count();
        if (written == AnswerFormat.TABLE) {
            if (version == null) {
                throw new CommandException(LocalUploads.failures(all));
            }
            ClassifyReply whole = new ClassifyReply(ensemble, version, all);
            show(whole, Tables.answers(whole));
        }
        if (failed > 0 && all.size() > 1) {
            console.say("stackwright: " + failed + " of " + all.size() + " images could not be answered");
        }
        return failed == 0 ? DONE : Errors.FAILED;
    }

    /**
     * Some of the answers.
     *
     * @param version absent where no image reached the classifier
     */
    private record Chunk(List<Result> results, @Nullable EnsembleVersion version) {}

    /** One request can be seen to its end; more show how far they are. */
    private Progress.Task progress(int images) {
        Progress shown = images > ClassifyRequest.MAX_IMAGES
                ? new TerminalProgress(context.console(), context.clock())
                : Progress.NONE;
        return shown.stage("classify", images);
    }

    /** Answers in the order of {@code names}; a file that is missing fails alone. */
    private Chunk chunk(Services services, List<String> names) {
        try (LocalUploads local = LocalUploads.upload(names, services.store(), owner())) {
            if (local.urls().isEmpty()) {
                return new Chunk(local.named(List.of()), null);
            }
            services.classifier().warm(ensemble); // a terminal waits for as long as it takes
            ClassifyReply reply = services.classifier()
                    .classify(ClassifyRequest.of(ensemble, local.urls())
                            .withTop(top)
                            .withExplain(explain != null)
                            .with(certainty()));
            return new Chunk(local.named(reply.results()), reply.version());
        }
    }

    /** Parts the uploads of commands that run at once. */
    private String owner() {
        return ProcessHandle.current().pid() + "-" + context.clock().instant().toEpochMilli();
    }
}
