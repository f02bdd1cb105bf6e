package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.network.Precision;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.VersionDiff;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.report.Report;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reproduce}: is what was published what its manifest says? */
@Command(
        name = "reproduce",
        description = {
            "Trains a version again from its manifest and prints the difference.",
            "Same photos (by their digest), recipe, members and seed. The new version is published",
            "but not promoted. Exit code 1 where figures or answers differ.",
            ""
        })
final class ReproduceCommand extends EnsemblesCommand.OneEnsemble {

    @Mixin
    private EnsemblesCommand.VersionOption version = new EnsemblesCommand.VersionOption();

    @Option(
            names = {"-d", "--dataset"},
            paramLabel = "WHERE",
            description = "Where the same photos are now; where they were unless told otherwise.")
    private @Nullable String dataset;

    @Option(
            names = "--weights",
            paramLabel = "WHERE",
            description = "Pre-trained weights: a folder, an https base, an s3 prefix, or official.")
    private @Nullable String weights;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ReproduceCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        DemoDataset.check(dataset, spec);
        return super.call();
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(TrainOptions.settings(super.settings(), weights));
        if (dataset != null) { // named by who calls, not by a manifest that others may have written
            settings.put("stackwright.datasets.allow-private-addresses", "true");
        }
        return settings;
    }

    @Override
    int work(Services services) {
        Manifest manifest = manifest(versionOr(version.version, services.ensembles()), services.ensembles());
        TrainRequest request = request(manifest, dataset == null ? null : Formats.absolute(dataset));
        Progress progress = new TerminalProgress(context.console(), context.clock());
        Sha256 expected = Report.of(services.ensembles(), manifest).data().digest();
        try (Dataset photos = services.dataset(DatasetLocation.parse(request.dataset()), progress)) {
            check(expected, photos.digest(), photos.origin());
        }
        RunView run = TrainCommand.Interrupt.during(
                cancellation -> TrainCommand.untilEnd(services, request, progress, cancellation));
        if (run.state().phase() != RunState.Phase.SUCCEEDED) {
            throw new CommandException(
                    "the run " + run.run() + " " + run.state().phase().text() + ": "
                            + Objects.requireNonNullElse(run.state().message(), ""));
        }
        VersionDiff diff = VersionDiff.of(
                services.store(),
                services.ensembles(),
                manifest,
                manifest(Objects.requireNonNull(run.state().version()), services.ensembles()));
        show(diff, ComparisonCommands.text(diff) + "\n\n" + verdict(diff));
        return diff.same() ? DONE : Errors.FAILED;
    }

    static String verdict(VersionDiff diff) {
        if (!diff.same()) {
            return diff.figures().isEmpty()
                    ? "figures and answers could not be compared, as there were no validation photos, and what is listed above"
                            + " is not the same"
                    : "not the same";
        }
        if (diff.figures().isEmpty()) {
            return "the same photos and settings; figures and answers could not be compared, as there were no validation"
                    + " photos";
        }
        return diff.answers() == null
                ? "the same figures; answers could not be compared, as what one of the runs left is gone"
                : "reproduced";
    }

    /** @throws CommandException when the photos are others */
    static void check(Sha256 expected, Sha256 found, String origin) {
        if (!expected.equals(found)) {
            throw new CommandException(origin + " is not what this version was trained on: expected the digest "
                    + expected + ", found " + found + ". --dataset names where the same photos are");
        }
    }

    /**
     * What was asked for, with the choices that depended on the machine as they were made.
     *
     * @param elsewhere where the dataset is now, or {@code null} where it was
     */
    static TrainRequest request(Manifest manifest, @Nullable String elsewhere) {
        Map<String, Object> words = part(manifest, "request");
        Map<String, Object> resolved = part(manifest, "resolved");
        for (String choice : new String[] {"recipe", "members", "imageSize", "seed", "folds"}) {
            words.putIfAbsent(choice, resolved.get(choice));
        }
        if (Boolean.TRUE.equals(words.get("nativeSizes"))) {
            words.remove("imageSize");
        }
        if (resolved.get("fineTuning") instanceof Map<?, ?> tuning && !tuning.containsKey("precision")) {
            // of a version that knew no other
            Map<Object, Object> asked = new HashMap<>();
            if (words.get("fineTuning") instanceof Map<?, ?> given) {
                asked.putAll(given);
            }
            asked.put("precision", Precision.FLOAT32.text());
            words.put("fineTuning", asked);
        }
        words.put("recipe", resolved.get("recipe"));
        words.put("ensemble", manifest.ensemble());
        words.put("promote", false);
        if (elsewhere != null) {
            words.put("dataset", elsewhere);
        }
        TrainRequest asked = Json.mapper().convertValue(words, TrainRequest.class);
        // auto takes what the probe has no use for, and refuses when it is asked for by name
        return asked.recipe() == Recipe.PROBE ? asked.withoutTuning() : asked;
    }

    private static Map<String, Object> part(Manifest manifest, String name) {
        return manifest.configuration(name)
                .orElseThrow(() -> new CommandException("the manifest of " + manifest.version()
                        + " does not say what was asked for: expected configuration." + name + ", found none"));
    }
}
