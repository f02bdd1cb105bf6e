package dev.stackwright.cli;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Figures;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.train.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code train}: from labelled photos to a published ensemble, in this process. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains an ensemble on labelled photos and publishes it.",
            "The version goes to the store and is promoted. Photos lie in folders by label:",
            "<label>/<photo>, or train/<label>/<photo> and validation/<label>/<photo>.",
            "Ctrl-C cancels the run.",
            ""
        })
final class TrainCommand extends HouseCommand {

    @Option(
            names = {"-e", "--ensemble"},
            required = true,
            paramLabel = "NAME",
            description = "Name of the ensemble: lower-case letters, digits and hyphens.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private EnsembleName ensemble;

    @Option(
            names = {"-d", "--dataset"},
            required = true,
            paramLabel = "WHERE",
            description = "The photos: a local folder or zip, s3://bucket/key.zip, s3://bucket/prefix/, or"
                    + " https://…/x.zip.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String dataset;

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            description = "probe (networks frozen, minutes on a laptop), finetune (the whole network), article, or auto"
                    + " (finetune where a GPU is found, else probe).")
    private @Nullable Recipe recipe;

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "NETWORK",
            description = "The networks, separated by commas; 'stackwright networks' lists them.")
    private @Nullable List<String> members;

    @Option(names = "--image-size", paramLabel = "PIXELS", description = "Edge of the images that networks see.")
    private @Nullable Integer imageSize;

    @Option(
            names = "--weights",
            paramLabel = "WHERE",
            description = "Pre-trained weights: a folder, an https base, an s3 prefix, official, or random.")
    private @Nullable String weights;

    @Option(names = "--folds", paramLabel = "N", description = "Folds for out-of-fold outputs, 2 to 20.")
    private @Nullable Integer folds;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of fine-tuning.")
    private @Nullable Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step of fine-tuning.")
    private @Nullable Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Peak learning rate of fine-tuning.")
    private @Nullable Double learningRate;

    @Option(names = "--batch-norm", paramLabel = "MODE", description = "Batch norm in fine-tuning: frozen or training.")
    private @Nullable String batchNorm;

    @Option(names = "--seed", paramLabel = "N", description = "Decides every random choice.")
    private @Nullable Long seed;

    @Option(names = "--no-promote", description = "Publishes the version without making it the one that is served.")
    private boolean noPromote;

    TrainCommand(Place place) {
        super(place);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(Weights.settings(super.settings(), weights));
        // whoever sits at this terminal reaches these networks anyway
        settings.put("stackwright.datasets.allow-private-addresses", "true");
        return settings;
    }

    @Override
    int work(Rooms rooms) {
        RunView run = Interrupt.during(cancellation ->
                rooms.train(request(), new TerminalProgress(place.screen(), place.clock()), cancellation));
        if (run.state().phase() != RunState.Phase.SUCCEEDED) {
            place.screen()
                    .say("stackwright: the run " + run.run() + " "
                            + run.state().phase().text()
                            + Optional.ofNullable(run.state().message())
                                    .map(m -> ": " + m)
                                    .orElse(""));
            if (json) {
                place.screen().json(run);
            }
            return Errors.FAILED;
        }
        show(run, json ? "" : outcome(rooms, run));
        return DONE;
    }

    private String outcome(Rooms rooms, RunView run) {
        EnsembleVersion version = Objects.requireNonNull(run.state().version(), "a run that succeeded has a version");
        Optional<Figures> figures =
                rooms.ensembles().manifest(ensemble, version).map(Manifest::figures);
        return published(ensemble, version, figures, !noPromote);
    }

    /** What people read after a run that succeeded. */
    static String published(EnsembleName name, EnsembleVersion version, Optional<Figures> figures, boolean promoted) {
        String table = figures.map(f -> Tables.accuracies(f) + "\n\n").orElse("");
        String published = table + "published " + name + " " + version;
        if (!promoted) {
            return published + "\n\nNext:\n  stackwright ensembles promote " + name + " " + version;
        }
        return published + ", and promoted it\n\n"
                + "Next:\n"
                + "  stackwright classify " + name + " photo.jpg\n"
                + "  stackwright ensembles report " + name + "\n"
                + "  stackwright serve";
    }

    TrainRequest request() {
        return new TrainRequest(
                ensemble,
                Words.absolute(dataset),
                recipe,
                members,
                imageSize,
                seed,
                noPromote ? Boolean.FALSE : null,
                folds,
                Weights.RANDOM.equals(weights) ? weights : null,
                epochs,
                batchSize,
                learningRate,
                batchNorm);
    }
}
