package dev.stackwright.train.recipe;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Network;
import dev.stackwright.train.FewPhotos;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Measurements.Stopwatch;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.FeatureComputation;
import dev.stackwright.train.data.FeatureComputation.Features;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.finetune.Checkpoints;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.logistic.Probe;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every recipe needs at hand: plan, data, effects, and what several members share: weights, features and pixels,
 * each made when it is first asked for. For one thread; close it.
 */
final class TrainingSession implements AutoCloseable {

    /** One network's features, and which images they are of. */
    record FrozenFeatures(UsableImages images, Features features) {}

    /** The training that is served, for those who watch: on all training images. */
    static final String ALL = "all photos";

    final TrainingPlan plan;
    final Dataset dataset;
    final TrainingContext context;
    final Stopwatch timings;
    private final Map<String, Map<String, String>> remarks = new HashMap<>();
    private final Map<String, PretrainedNetwork> weights = new HashMap<>();
    private final Map<String, FrozenFeatures> frozen = new HashMap<>();
    private @Nullable PixelDataset images;

    TrainingSession(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        this.plan = plan;
        this.dataset = dataset;
        this.context = context;
        this.timings = new Stopwatch(context.clock());
    }

    int classes() {
        return dataset.labels().count();
    }

    static int decoders() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    StratifiedFolds folds(UsableImages images) {
        return StratifiedFolds.stratified(
                images.trainingLabels(), images.trainingCopies(), dataset.labels(), plan.folds(), plan.seed());
    }

    /** The weights of {@code networks}, in that order. */
    List<PretrainedNetwork> weights(List<Network> networks) {
        if (weights.keySet().containsAll(networks.stream().map(Network::name).toList())) {
            return networks.stream().map(this::loaded).toList();
        }
        return timings.time("weights", () -> {
            try (Progress.Task stage = context.progress().stage("weights", networks.size())) {
                return networks.stream()
                        .map(network -> {
                            context.cancellation().throwIfRequested();
                            PretrainedNetwork pretrained = loaded(network);
                            stage.advance(1);
                            return pretrained;
                        })
                        .toList();
            }
        });
    }

    private PretrainedNetwork loaded(Network network) {
        return weights.computeIfAbsent(
                network.name(),
                name -> new PretrainedNetwork(network, context.weights().weights(network)));
    }

    /** Computes the features of several networks in one pass over the images, or reads them where they are kept. */
    void computeFeatures(List<PretrainedNetwork> pretrained) {
        if (pretrained.isEmpty()) {
            return;
        }
        FeatureComputation stage = new FeatureComputation(
                dataset,
                plan.spec(),
                context.imageLimits(),
                context.store(),
                context.progress(),
                context.cancellation(),
                decoders(),
                context.features());
        FeatureComputation.Result result = timings.time("features", () -> stage.run(pretrained));
        FewPhotos.requireUsable(dataset.index(), result.images().training(), plan.recipe());
        result.features().forEach(features -> {
            frozen.put(features.network(), new FrozenFeatures(result.images(), features));
            remark(features.network(), "features", features.reused() ? "reused" : "computed");
        });
    }

    /** Frozen features of all images, and which images are usable. */
    FrozenFeatures frozen(PretrainedNetwork network) {
        String name = network.network().name();
        if (!frozen.containsKey(name)) {
            computeFeatures(List.of(network));
        }
        FrozenFeatures found = frozen.get(name);
        if (found == null) {
            throw new IllegalStateException("expected features of " + name + ", found none");
        }
        return found;
    }

    Probe probe(FrozenFeatures network) {
        context.cancellation().throwIfRequested();
        int[] labels = network.images().trainingLabels();
        return timings.time("heads", () -> {
            StratifiedFolds folds = folds(network.images());
            try (Progress.Task stage =
                    context.progress().stage("head " + network.features().network(), Probe.fits(folds.count()))) {
                Probe probe = Probe.fit(
                        network.features().training(), labels, classes(), folds, stage, context.cancellation());
                probe.warning().ifPresent(warning -> {
                    remark(network.features().network(), "warning head", warning);
                    context.progress().note("head " + network.features().network() + ": " + warning);
                });
                return probe;
            }
        });
    }

    /** Every image decoded, for the networks that are trained whole; shared by all of them. */
    PixelDataset images() {
        PixelDataset decoded = images;
        if (decoded == null) {
            decoded = timings.time("pixels", () -> PixelDataset.decode(dataset, plan.spec(), context, decoders()));
            images = decoded;
            FewPhotos.requireUsable(dataset.index(), decoded.usable().training(), plan.recipe());
        }
        return decoded;
    }

    /** Trains one network on images; the caller closes it. */
    FineTuner tuner(PixelDataset images, FineTuneSettings settings, PretrainedNetwork pretrained) {
        return new FineTuner(images, settings, pretrained, context.devices(), context.cancellation(), context.clock());
    }

    /** Of one training of a network, by a name that no other of its trainings has. */
    Checkpoints checkpoints(Network network, String training) {
        return context.checkpoints(network)
                .map(folder -> Checkpoints.in(context.store(), folder.resolve(training), context.scratch()))
                .orElse(Checkpoints.NONE);
    }

    /** A fact for the report's environment. */
    void remark(String network, String what, String text) {
        remarks.computeIfAbsent(network, name -> new LinkedHashMap<>()).put(what + " " + network, text);
    }

    /** Lets go of what one network alone needs. */
    void forget(Network network) {
        weights.remove(network.name());
        frozen.remove(network.name());
    }

    /** What was done since this was last asked for. */
    Measurements work(Network network) {
        Map<String, String> own = remarks.getOrDefault(network.name(), Map.of());
        return new Measurements(
                timings.drain(), Measurements.machine(context.devices().computation()), own);
    }

    @Override
    public void close() {
        if (images != null) {
            images.close();
        }
    }
}
