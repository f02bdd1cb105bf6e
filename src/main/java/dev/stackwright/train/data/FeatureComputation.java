package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Features of a dataset by several networks: those kept in the store are read, all others computed in one pass over the
 * images and kept. Where all are kept, no image is read.
 */
public final class FeatureComputation {

    /** A network and the weights whose features are asked for. */
    public record PretrainedNetwork(Network network, NetworkWeights weights) {}

    /**
     * One network's features of the usable images.
     *
     * @param reused whether they came from the store
     */
    public record Features(String network, FeatureMatrix training, FeatureMatrix validation, boolean reused) {}

    /**
     * What came of it.
     *
     * @param features one a network asked for, in that order
     */
    public record Result(UsableImages images, List<Features> features) {
        public Result {
            features = List.copyOf(features);
        }
    }

    private final Dataset dataset;
    private final ImageSpec spec;
    private final ImageLimits limits;
    private final FeatureCache cache;
    private final Progress progress;
    private final Cancellation cancellation;
    private final int decoders;
    private final FeatureEngine engine;

    /** @param decoders threads that read and decode */
    public FeatureComputation(
            Dataset dataset,
            ImageSpec spec,
            ImageLimits limits,
            ObjectStore store,
            Progress progress,
            Cancellation cancellation,
            int decoders,
            FeatureEngine engine) {
        this.dataset = dataset;
        this.spec = spec;
        this.limits = limits;
        this.cache = new FeatureCache(store, progress);
        this.progress = progress;
        this.cancellation = cancellation;
        this.decoders = decoders;
        this.engine = engine;
    }

    /** Decodes what is needed while it computes. */
    public Result run(List<PretrainedNetwork> pretrained) {
        List<FeatureCache.@Nullable Entry> entries = new ArrayList<>();
        pretrained.forEach(w -> entries.add(usable(cache.find(key(w))).orElse(null)));
        List<Boolean> reused =
                new ArrayList<>(entries.stream().map(entry -> entry != null).toList());
        if (reused.contains(false)) {
            compute(pretrained, entries);
        }
        if (entries.stream().map(FeatureComputation::setAside).distinct().count() > 1) {
            // kept at another time, when other images could be decoded: rows would not be the same images
            entries.replaceAll(entry -> null);
            reused.replaceAll(was -> false);
            compute(pretrained, entries);
        }
        UsableImages images = UsableImages.of(dataset.index(), entry(entries, 0).findings());
        List<Features> features = new ArrayList<>();
        for (int i = 0; i < pretrained.size(); i++) {
            FeatureMatrix all = entry(entries, i).values();
            int training = images.training().size();
            features.add(new Features(
                    pretrained.get(i).network().name(),
                    all.rows(0, training),
                    all.rows(training, all.rows()),
                    reused.get(i)));
        }
        images.findings().lines().forEach(progress::note);
        return new Result(images, features);
    }

    /** An entry only counts where its rows are those of this dataset: the key has digests in brief. */
    private Optional<FeatureCache.Entry> usable(Optional<FeatureCache.Entry> found) {
        return found.filter(entry -> {
            UsableImages images = UsableImages.of(dataset.index(), entry.findings());
            return entry.trainingRows() == images.training().size()
                    && entry.values().rows()
                            == images.training().size() + images.validation().size();
        });
    }

    private void compute(List<PretrainedNetwork> pretrained, List<FeatureCache.@Nullable Entry> entries) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < pretrained.size(); i++) {
            if (entries.get(i) == null) {
                missing.add(i);
            }
        }
        List<Network> networks =
                missing.stream().map(i -> pretrained.get(i).network()).toList();
        List<Example> examples = Stream.concat(dataset.training().stream(), dataset.validation().stream())
                .toList();
        String name = "features " + networks.stream().map(Network::name).collect(Collectors.joining(", "));
        List<FeatureEngine.Extractor> extractors = new ArrayList<>();
        try (ImageDecoder decoder = new ImageDecoder(spec, limits);
                DecodedBatches batches = new DecodedBatches(dataset, examples, decoder, decoders, cancellation);
                Progress.Task stage = progress.stage(name, examples.size())) {
            for (int i : missing) {
                extractors.add(engine.extractor(
                        pretrained.get(i).network(), pretrained.get(i).weights(), spec));
            }
            List<FeatureMatrix> computed = FeaturePass.run(networks, extractors, batches, stage, cancellation);
            UsableImages images = batches.images(progress);
            for (int i = 0; i < missing.size(); i++) {
                FeatureCache.Entry entry = new FeatureCache.Entry(
                        computed.get(i), images.training().size(), images.findings());
                cache.keep(key(pretrained.get(missing.get(i))), entry);
                entries.set(missing.get(i), entry);
            }
        } finally {
            extractors.forEach(FeatureEngine.Extractor::close);
        }
    }

    /** By their paths: the words of reasons may differ from one version to the next. */
    private static Set<String> setAside(FeatureCache.@Nullable Entry entry) {
        return entry == null
                ? Set.of()
                : entry.findings().setAside().stream().map(RejectedImage::path).collect(Collectors.toUnmodifiableSet());
    }

    private static FeatureCache.Entry entry(List<FeatureCache.@Nullable Entry> entries, int i) {
        FeatureCache.Entry entry = entries.get(i);
        if (entry == null) {
            throw new IllegalStateException("features were neither kept nor computed");
        }
        return entry;
    }

    private FeatureCache.Key key(PretrainedNetwork pretrained) {
        return FeatureCache.Key.of(dataset, pretrained, spec, limits, engine.computation());
    }
}
