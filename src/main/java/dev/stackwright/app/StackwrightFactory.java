package dev.stackwright.app;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ReloadSettings;
import dev.stackwright.common.Product;
import dev.stackwright.dataset.DatasetLimits;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.download.FetchPolicy;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.network.weights.WeightSources;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainingPipeline;
import dev.stackwright.store.ObjectStore;
import io.quarkus.runtime.configuration.MemorySize;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Builds single rooms from settings. */
final class StackwrightFactory {

    private static final String USER_AGENT = "stackwright/" + Product.version();

    private StackwrightFactory() {}

    static Classifier classifier(
            StackwrightConfig config,
            EnsembleRepository ensembles,
            ObjectStore store,
            Clock clock,
            ClassifyListener listener) {
        StackwrightConfig.Classify classify = config.classify();
        ClassifierSettings settings = ClassifierSettings.defaults(
                Runtime.getRuntime().availableProcessors(), maxMemory(classify), USER_AGENT);
        ReloadSettings swap = settings.swap();
        return new Classifier(
                settings.withSwap(swap.withRefreshInterval(classify.refreshInterval())
                        .withMaxLoaded(Math.max(swap.maxLoaded(), warm(classify).size()))),
                ensembles,
                store,
                fetchPolicy(classify),
                imageLimits(classify),
                clock,
                listener);
    }

    private static long maxMemory(StackwrightConfig.Classify classify) {
        return classify.maxMemory()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
    }

    static FetchPolicy fetchPolicy(StackwrightConfig.Classify classify) {
        return new FetchPolicy(
                FetchPolicy.DEFAULT.schemes(),
                Set.copyOf(classify.ports()),
                FetchPolicy.DEFAULT.maxRedirects(),
                classify.maxBytes().asLongValue(),
                classify.timeout(),
                classify.allowPrivateAddresses(),
                classify.concurrency());
    }

    static ImageLimits imageLimits(StackwrightConfig.Classify classify) {
        return new ImageLimits(classify.maxBytes().asLongValue(), classify.maxPixels());
    }

    static List<EnsembleName> warm(StackwrightConfig.Classify classify) {
        return classify.warm().orElse(List.of()).stream().map(EnsembleName::new).toList();
    }

    static TrainingPipeline training(
            StackwrightConfig config,
            Directories directories,
            ObjectStore store,
            RunPlanner planner,
            EnsembleRepository ensembles,
            Clock clock) {
        WeightSources sources = new WeightSources(directories.cache().resolve("weights"), bucket -> own(store, bucket));
        return new TrainingPipeline(
                store,
                planner,
                Launching.tunes(config),
                datasets(config, directories, store),
                ensembles,
                config.weights(),
                sources::parse,
                ImageLimits.DEFAULT,
                clock,
                directories.cache().resolve("runs"));
    }

    static Datasets datasets(StackwrightConfig config, Directories directories, ObjectStore store) {
        return new Datasets(
                store,
                directories.cache().resolve("datasets"),
                DatasetLimits.DEFAULT,
                config.datasets().allowPrivateAddresses());
    }

    private static ObjectStore own(ObjectStore store, String bucket) {
        if (!bucket.equals(store.bucket())) {
            throw ConfigurationException.of(
                    "weights",
                    "expected the bucket '" + store.bucket() + "' in s3://bucket/prefix/, found '" + bucket + "'");
        }
        return store;
    }
}
