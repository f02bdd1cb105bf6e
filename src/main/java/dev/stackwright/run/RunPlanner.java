package dev.stackwright.run;

import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.train.FewPhotos;
import dev.stackwright.train.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one place of the defaults and checks of a train request. Pure. Thread-safe. */
public final class RunPlanner {

    /** The only value of the field weights. */
    public static final String RANDOM_WEIGHTS = "random";

    public static final int DEFAULT_IMAGE_SIZE = 224;
    public static final long DEFAULT_SEED = 7;
    public static final int DEFAULT_FOLDS = 5;

    private final List<String> defaultMembers;
    private final String bucket;
    private final boolean privateAddresses;

    /** Who asks. */
    public enum Origin {
        /** A command, which reads files of its machine. */
        COMMAND,
        /** Whoever reaches the server, or its bucket: files of the server's disk are not theirs to read. */
        REMOTE,
        /** A run, by its request, which was checked where it was asked for and completed since. */
        RUN
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
        List<Network> networks = networks(request.members());
        ImageSpec spec = spec(request, networks);
        FineTuneSettings tuning = TuningFields.settings(request, recipe, random);
        if (recipe == Recipe.PROBE && origin != Origin.RUN) {
            List<String> idle = TuningFields.unused(request, tuning, random);
            if (!idle.isEmpty()) {
                throw new InvalidRequestException(
                        idle.get(0),
                        "expected none of " + String.join(", ", idle)
                                + " with the recipe probe, which tunes no network; leave them out, or choose finetune");
            }
        }
        return new RunPlan(
                request,
                recipe,
                networks.stream()
                        .map(network -> member(network, spec, request.asksForNativeSizes()))
                        .toList(),
                spec,
                orElse(request.seed(), DEFAULT_SEED),
                inRange("folds", orElse(request.folds(), DEFAULT_FOLDS), 2, 20),
                tuning,
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

    /** One for all: photos are decoded once. */
    private static ImageSpec spec(TrainRequest request, List<Network> networks) {
        Integer asked = request.imageSize();
        if (!request.asksForNativeSizes()) {
            return checked("imageSize", () -> new ImageSpec(orElse(asked, DEFAULT_IMAGE_SIZE)));
        }
        if (asked != null) {
            throw new InvalidRequestException(
                    "nativeSizes",
                    "expected either nativeSizes or one imageSize, found both, an imageSize of " + asked);
        }
        return new ImageSpec(
                networks.stream().mapToInt(Network::nativeSize).max().orElse(DEFAULT_IMAGE_SIZE));
    }

    private List<Network> networks(@Nullable List<String> asked) {
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
                    return network(name);
                })
                .toList();
    }

    private static Network network(@Nullable String name) {
        if (name == null) {
            throw new InvalidRequestException("members", "expected names of networks, found null");
        }
        return checked("members", () -> Networks.named(name));
    }

    private static Network member(Network network, ImageSpec spec, boolean nativeSizes) {
        if (spec.size() < network.minimumSize()) {
            throw new InvalidRequestException(
                    "imageSize",
                    network.name() + " takes images of " + network.minimumSize() + " pixels or more, found "
                            + spec.size());
        }
        return nativeSizes && network.nativeSize() < spec.size() ? network.seeing(network.nativeSize()) : network;
    }

    static int inRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidRequestException(field, "expected " + least + " to " + most + ", found " + value);
        }
        return value;
    }

    static <T> T checked(String field, Supplier<T> read) {
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
