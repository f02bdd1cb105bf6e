package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.Configuration.SettingsCheck;
import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ReloadPolicy.ReloadSettings;
import dev.stackwright.common.Product;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.weights.WeightSources;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainingPipeline;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher.StateMachine;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.Recipe;
import io.quarkus.runtime.configuration.MemorySize;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Builds the parts of {@link Stackwright} from settings. */
final class StackwrightFactory {

    private static final Pattern CONTACT = Pattern.compile("[ -~&&[^()\\\\]]{1,200}");

    private StackwrightFactory() {}

    static Classifier classifier(
            StackwrightConfig config,
            EnsembleRepository ensembles,
            ObjectStore store,
            Clock clock,
            ClassifyListener listener) {
        StackwrightConfig.Classify classify = config.classify();
        return new Classifier(
                classifierSettings(config),
                ensembles,
                store,
                fetchPolicy(classify),
                imageLimits(classify),
                clock,
                listener);
    }

    static ClassifierSettings classifierSettings(StackwrightConfig config) {
        StackwrightConfig.Classify classify = config.classify();
        ClassifierSettings settings = ClassifierSettings.defaults(
                Runtime.getRuntime().availableProcessors(),
                maxMemory(classify),
                userAgent(config.http().contact()));
        if (classify.maxImages().isPresent()) {
            settings = settings.withMaxImages(classify.maxImages().getAsInt(), settings.patience());
        }
        ReloadSettings swap = settings.swap();
        return settings.withSwap(swap.withRefreshInterval(classify.refreshInterval())
                .withMaxLoaded(Math.max(swap.maxLoaded(), warm(classify).size())));
    }

    private static long maxMemory(StackwrightConfig.Classify classify) {
        return classify.maxMemory()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
    }

    /** What every download says who asks. */
    static String userAgent(Optional<String> contact) {
        String product = "stackwright/" + Product.version();
        return contact.map(whom -> {
                    if (!CONTACT.matcher(whom).matches()) {
                        throw new IllegalArgumentException(
                                "expected an address or url of at most 200 ASCII characters without brackets, found '"
                                        + whom + "'");
                    }
                    return product + " (" + whom + ")";
                })
                .orElse(product);
    }

    static DownloadPolicy fetchPolicy(StackwrightConfig.Classify classify) {
        return DownloadPolicy.images(
                ports(classify.ports()),
                classify.maxBytes().asLongValue(),
                classify.timeout(),
                classify.allowPrivateAddresses(),
                classify.concurrency());
    }

    private static Set<Integer> ports(List<String> given) {
        if (given.equals(List.of("any"))) {
            return Set.of();
        }
        try {
            return given.stream().map(Integer::valueOf).collect(Collectors.toSet());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("ports: expected numbers or 'any', found " + String.join(",", given), e);
        }
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
            FeatureEngine features,
            Clock clock) {
        WeightSources sources = new WeightSources(
                directories.cache().resolve("weights"),
                bucket -> own(store, bucket),
                Downloader.onThisMachine(userAgent(config.http().contact())));
        return new TrainingPipeline(
                store,
                planner,
                Launching.tunes(config),
                datasets(config, directories, store, config.datasets().allowPrivateAddresses()),
                ensembles,
                config.weights(),
                sources::parse,
                ImageLimits.DEFAULT,
                Gpu.devices(config.gpu()),
                features,
                clock,
                directories.cache().resolve("runs"));
    }

    static Datasets datasets(
            StackwrightConfig config, Directories directories, ObjectStore store, boolean privateAddresses) {
        return new Datasets(
                store,
                directories.cache().resolve("datasets"),
                DatasetLimits.DEFAULT,
                privateAddresses,
                Downloader.onThisMachine(userAgent(config.http().contact())));
    }

    private static ObjectStore own(ObjectStore store, String bucket) {
        if (!bucket.equals(store.bucket())) {
            throw ConfigurationException.of(
                    "weights",
                    "expected the bucket '" + store.bucket() + "' in s3://bucket/prefix/, found '" + bucket + "'");
        }
        return store;
    }

    /** Who carries runs out, by the settings. */
    static final class Launching {

        private Launching() {}

        /** The state machine, where one is configured; the caller closes it. */
        static Optional<StepFunctionsLauncher> launcher(StackwrightConfig config) {
            return machine(config.launch())
                    .map(machine -> StepFunctionsLauncher.open(
                            machine, config.launch().endpoint(), OpenStore.credentials(config.store())));
        }

        /**
         * Whether recipe {@code auto} fine-tunes. With a state machine the settings say so: this process sees nothing of the
         * machines that train, and a GPU there costs money.
         */
        static BooleanSupplier tunes(StackwrightConfig config) {
            return config.launch().stateMachine().isPresent()
                    ? () -> config.launch().recipe() == Recipe.FINETUNE
                    : Gpu.present(config.gpu());
        }

        static void check(StackwrightConfig.Launch launch) {
            SettingsCheck.checked("launch.state-machine", () -> machine(launch));
            if (launch.recipe() != Recipe.PROBE && launch.recipe() != Recipe.FINETUNE) {
                throw ConfigurationException.of(
                        "launch.recipe",
                        "expected probe or finetune, found " + launch.recipe().text());
            }
            if (launch.endpoint().isPresent() && launch.stateMachine().isEmpty()) {
                throw ConfigurationException.of("launch.endpoint", "expected launch.state-machine with it, found none");
            }
        }

        private static Optional<StateMachine> machine(StackwrightConfig.Launch launch) {
            return launch.stateMachine().map(StateMachine::parse);
        }
    }
}
