package dev.stackwright.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.train.FewPhotos;
import dev.stackwright.train.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one place of the defaults and checks of a train request. Pure. Thread-safe. */
public final class RunPlanner {

    /** The only value of the field weights. */
    public static final String RANDOM_WEIGHTS = "random";

    public static final int DEFAULT_IMAGE_SIZE = 224;
    public static final long DEFAULT_SEED = 7;
    public static final int DEFAULT_FOLDS = 5;
    public static final int ARTICLE_EPOCHS = 20;
    public static final double ARTICLE_RATE = 1e-4;

    /** Random weights have nothing to lose, and a longer way to go than pre-trained ones. */
    public static final double RANDOM_RATE = 3e-4;

    private final List<String> defaultMembers;
    private final String bucket;
    private final boolean privateAddresses;

    /** Who asks. */
    public enum Origin {
        /** A command, which reads files of its machine. */
        COMMAND,
        /** Whoever reaches the server, or its bucket: files of the server's disk are not theirs to read. */
        REMOTE
    }

    /** As {@link #RunPlanner(List, String, boolean)}, without private addresses. */
    public RunPlanner(List<String> defaultMembers, String bucket) {
        this(defaultMembers, bucket, false);
    }

    /**
     * @param defaultMembers names of networks, for requests without members
     * @param bucket the only one whose datasets others may name
     * @param privateAddresses whether others may name addresses that are not public
     */
    public RunPlanner(List<String> defaultMembers, String bucket, boolean privateAddresses) {
        this.defaultMembers = List.copyOf(defaultMembers);
        this.bucket = bucket;
        this.privateAddresses = privateAddresses;
    }

    /**
     * Completes a request with every default.
     *
     * @return not resolved yet
     * @throws InvalidRequestException naming the first field at fault
     */
    public RunPlan plan(TrainRequest request, Origin origin) {
        boolean random = isRandom(request.weights());
        var unused = fewPhotos(request);
        Recipe recipe = orElse(request.recipe(), Recipe.AUTO);
        ImageSpec spec = spec(orElse(request.imageSize(), DEFAULT_IMAGE_SIZE));
        return new RunPlan(
                request,
                recipe,
                members(request.members(), spec),
                spec,
                orElse(request.seed(), DEFAULT_SEED),
                inRange("folds", orElse(request.folds(), DEFAULT_FOLDS), 2, 20),
                fineTuning(request, recipe, random),
                dataset(request.dataset(), origin),
                orElse(request.promote(), true),
                random);
    }

    /** @throws InvalidRequestException when the field names no choice */
    static FewPhotos.Choice fewPhotos(TrainRequest request) {
        String asked = request.fewPhotos();
        return asked == null ? FewPhotos.DEFAULT : checked("fewPhotos", () -> FewPhotos.Choice.parse(asked));
    }

    private DatasetLocation dataset(String text, Origin origin) {
        DatasetLocation dataset = checked("dataset", () -> DatasetLocation.parse(text));
        if (origin == Origin.REMOTE) {
            refusal(dataset).ifPresent(found -> {
                throw new InvalidRequestException(
                        "dataset",
                        "expected s3://" + bucket + "/… or https://…/….zip, found " + found + ": '" + text
                                + "'; upload it first, or train from the command line");
            });
        }
        return dataset;
    }

    /** What another's dataset is that it may not be, as far as its name tells. */
    private Optional<String> refusal(DatasetLocation dataset) {
        if (dataset instanceof DatasetLocation.HttpsZip web) {
            return web.refusal(privateAddresses);
        }
        if (dataset instanceof DatasetLocation.StoreZip zip) {
            return refusal(zip.bucket(), zip.key().value());
        }
        if (dataset instanceof DatasetLocation.StorePrefix folder) {
            return refusal(folder.bucket(), folder.prefix() + "/");
        }
        return Optional.of("a local path");
    }

    private Optional<String> refusal(String named, String key) {
        if (!named.equals(bucket)) {
            return Optional.of("another bucket");
        }
        return BucketLayout.isOwn(key) ? Optional.of("what the product itself wrote") : Optional.empty();
    }

    private static boolean isRandom(@Nullable String weights) {
        if (weights != null && !weights.equals(RANDOM_WEIGHTS)) {
            throw new InvalidRequestException(
                    "weights",
                    "expected 'random', or no such field for the weights that the server is configured with; found '"
                            + weights + "'");
        }
        return weights != null;
    }

    private static ImageSpec spec(int size) {
        return checked("imageSize", () -> new ImageSpec(size));
    }

    private List<Network> members(@Nullable List<String> asked, ImageSpec spec) {
        List<String> names = asked == null ? defaultMembers : asked;
        if (names.isEmpty()) {
            throw new InvalidRequestException("members", "expected one network or more, found none");
        }
        Set<String> seen = new HashSet<>();
        return names.stream()
                .map(name -> {
                    if (!seen.add(name)) {
                        throw new InvalidRequestException(
                                "members", "expected each network once, found '" + name + "' twice");
                    }
                    return member(name, spec);
                })
                .toList();
    }

    private static Network member(@Nullable String name, ImageSpec spec) {
        if (name == null) {
            throw new InvalidRequestException("members", "expected names of networks, found null");
        }
        Network network = checked("members", () -> Networks.named(name));
        if (spec.size() < network.minimumSize()) {
            throw new InvalidRequestException(
                    "imageSize",
                    name + " takes images of " + network.minimumSize() + " pixels or more, found " + spec.size());
        }
        return network;
    }

    private static FineTuneSettings fineTuning(TrainRequest request, Recipe recipe, boolean random) {
        FineTuneSettings base = FineTuneSettings.FINE_TUNING;
        boolean article = recipe == Recipe.ARTICLE;
        double rate =
                orElse(request.learningRate(), article ? ARTICLE_RATE : random ? RANDOM_RATE : base.learningRate());
        if (!(rate > 0 && rate < 1)) {
            throw new InvalidRequestException("learningRate", "expected a number above 0 and below 1, found " + rate);
        }
        Integer epochs = article ? Integer.valueOf(ARTICLE_EPOCHS) : base.epochs();
        TrainRequest.FineTuning more = orElse(request.fineTuning(), TrainRequest.FineTuning.NONE);
        FineTuneSettings asked = checked(
                "fineTuning",
                () -> new FineTuneSettings(
                        request.epochs() == null
                                ? epochs
                                : Integer.valueOf(inRange("epochs", request.epochs(), 1, 1000)),
                        inRange("batchSize", orElse(request.batchSize(), base.batchSize()), 1, 1024),
                        rate,
                        base.warmUp(),
                        new Optimizer(
                                orElse(more.weightDecay(), base.optimizer().weightDecay()),
                                clipNorm(more.clipNorm(), base.optimizer().clipNorm()),
                                orElse(more.layerDecay(), base.optimizer().layerDecay()),
                                orElse(more.average(), base.optimizer().averaged())),
                        orElse(more.labelSmoothing(), base.labelSmoothing()),
                        new Augmentation(
                                orElse(more.flip(), base.augmentation().flip()),
                                orElse(more.crop(), base.augmentation().crop()),
                                orElse(more.colour(), base.augmentation().colour()),
                                orElse(more.mixup(), base.augmentation().mixup()),
                                orElse(more.cutmix(), base.augmentation().cutmix())),
                        classWeights(more.classWeights()),
                        batchNorm(request.batchNorm(), article || random ? BatchNormMode.TRAINING : base.batchNorm()),
                        false,
                        orElse(more.learningRates(), base.trialRates())));
        return article ? ofTheArticle(asked, request) : asked;
    }

    /**
     * The article has no such options.
     *
     * @throws InvalidRequestException where the request asks for other values than the article's; those that other recipes
     *     have unless told are let pass, as earlier versions completed requests by them
     */
    private static FineTuneSettings ofTheArticle(FineTuneSettings asked, TrainRequest request) {
        FineTuneSettings article = asked.article();
        JsonNode given = Json.mapper().valueToTree(fineTuning(asked));
        JsonNode own = Json.mapper().valueToTree(fineTuning(article));
        JsonNode usual = Json.mapper().valueToTree(fineTuning(FineTuneSettings.FINE_TUNING));
        for (Map.Entry<String, JsonNode> option : given.properties()) {
            String name = option.getKey();
            if (!option.getValue().equals(own.get(name)) && !option.getValue().equals(usual.get(name))) {
                throw new InvalidRequestException(
                        "fineTuning",
                        "expected no " + name + " with the recipe article, which trains without, found "
                                + option.getValue());
            }
        }
        if (asked.batchNorm() != article.batchNorm()) {
            throw new InvalidRequestException(
                    "batchNorm", "expected 'training' with the recipe article, found '" + request.batchNorm() + "'");
        }
        return article;
    }

    /** 0 is none: JSON has no infinity, and an absent field is the default. */
    private static double clipNorm(@Nullable Double asked, double otherwise) {
        if (asked == null) {
            return otherwise;
        }
        return asked == 0 ? Double.POSITIVE_INFINITY : asked;
    }

    private static ClassWeights classWeights(@Nullable String asked) {
        if (asked == null) {
            return FineTuneSettings.FINE_TUNING.classWeights();
        }
        return switch (asked) {
            case "none" -> ClassWeights.NONE;
            case "balanced" -> ClassWeights.BALANCED;
            default ->
                throw new InvalidRequestException(
                        "fineTuning", "expected classWeights of 'balanced' or 'none', found '" + asked + "'");
        };
    }

    /** All that {@code settings} say beside the fields of a request that have their own names. */
    static TrainRequest.FineTuning fineTuning(FineTuneSettings settings) {
        double clipNorm = settings.optimizer().clipNorm();
        return new TrainRequest.FineTuning(
                settings.classWeights() == ClassWeights.BALANCED ? "balanced" : "none",
                settings.optimizer().weightDecay(),
                Double.isInfinite(clipNorm) ? 0 : clipNorm,
                settings.optimizer().layerDecay(),
                settings.optimizer().averaged(),
                settings.labelSmoothing(),
                settings.augmentation().flip(),
                settings.augmentation().crop(),
                settings.augmentation().colour(),
                settings.augmentation().mixup(),
                settings.augmentation().cutmix(),
                settings.trialRates());
    }

    /** Moving statistics of random weights mean nothing, so that their batch norm must train. */
    private static BatchNormMode batchNorm(@Nullable String asked, BatchNormMode otherwise) {
        if (asked == null) {
            return otherwise;
        }
        return Stream.of(BatchNormMode.values())
                .filter(mode -> mode.text().equals(asked))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "batchNorm",
                        Stream.of(BatchNormMode.values())
                                .map(mode -> "'" + mode.text() + "'")
                                .collect(Collectors.joining(" or ", "expected ", ", found '" + asked + "'"))));
    }

    private static int inRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidRequestException(field, "expected " + least + " to " + most + ", found " + value);
        }
        return value;
    }

    private static <T> T checked(String field, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidRequestException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(field, String.valueOf(e.getMessage()));
        }
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
