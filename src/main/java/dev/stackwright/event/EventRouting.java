package dev.stackwright.event;

import static dev.stackwright.store.BucketLayout.DATASETS;
import static dev.stackwright.store.BucketLayout.INCOMING;
import static dev.stackwright.store.BucketLayout.RESULTS;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import java.util.Locale;
import java.util.Optional;

/**
 * Which keys ask for something. What Stackwright writes itself lies below other prefixes, so that no output is ever an
 * input. Pure.
 */
public final class EventRouting {

    static final String TRAIN_FILE = "train.json";

    private static final int MOST_NAME = 63;

    private EventRouting() {}

    /** What an object asks for, by its key. */
    sealed interface Task {

        /** A dataset as a zip: train with every default. */
        record TrainZip(ObjectKey zip, EnsembleName ensemble) implements Task {}

        /**
         * A request to train, as a file in the dataset's folder.
         *
         * @param folder {@code datasets/…/} with its slash
         * @param ensemble where the request names none; empty where the folder's name gives none
         */
        record TrainFile(ObjectKey file, String folder, Optional<EnsembleName> ensemble) implements Task {}

        /** An image to classify into {@code result}. */
        record Classify(ObjectKey image, EnsembleName ensemble, ObjectKey result) implements Task {}

        record Nothing(String why) implements Task {}

        /** Something that cannot be, as the key has it. */
        record Refused(String why) implements Task {}
    }

    /** Whether an object of that key in the own bucket asks for something. */
    public static boolean asks(String key) {
        return !(of(key) instanceof Task.Nothing);
    }

    static Task of(BucketEvent object, String ownBucket) {
        return object.bucket().equals(ownBucket)
                ? of(object.key())
                : new Task.Nothing(
                        "bucket '" + object.bucket() + "' is not the one that is worked on, '" + ownBucket + "'");
    }

    private static Task of(String key) {
        try {
            if (key.endsWith("/")) {
                return new Task.Nothing("a folder's mark and no file");
            }
            if (key.startsWith(DATASETS)) {
                return dataset(new ObjectKey(key), key.substring(DATASETS.length()));
            }
            if (key.startsWith(INCOMING)) {
                return incoming(new ObjectKey(key), key.substring(INCOMING.length()));
            }
        } catch (IllegalArgumentException e) {
            return new Task.Nothing(String.valueOf(e.getMessage()));
        }
        return new Task.Nothing(
                BucketLayout.startsNothing(key)
                        ? "what lies there starts nothing"
                        : "only " + DATASETS + "… and " + INCOMING + "<ensemble>/… start something");
    }

    private static Task dataset(ObjectKey key, String rest) {
        int slash = rest.lastIndexOf('/');
        String file = rest.substring(slash + 1);
        if (file.equals(TRAIN_FILE)) {
            if (slash < 1) {
                return new Task.Nothing("expected " + DATASETS + "<name>/" + TRAIN_FILE + ", beside a dataset");
            }
            String folder = rest.substring(0, slash);
            return new Task.TrainFile(
                    key, DATASETS + folder + "/", named(folder.substring(folder.lastIndexOf('/') + 1)));
        }
        if (slash < 0 && file.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            String name = file.substring(0, file.length() - ".zip".length());
            return named(name)
                    .<Task>map(ensemble -> new Task.TrainZip(key, ensemble))
                    .orElseGet(() -> new Task.Nothing("'" + name + "' has no letter or digit to name an ensemble by"));
        }
        return new Task.Nothing("part of a dataset; " + DATASETS + "<name>.zip or a " + TRAIN_FILE + " starts a run");
    }

    private static Task incoming(ObjectKey key, String rest) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return new Task.Nothing("expected " + INCOMING + "<ensemble>/<image>");
        }
        String name = rest.substring(0, slash);
        if (!EnsembleName.isValid(name)) {
            return new Task.Refused("'" + name + "' is no name of an ensemble"
                    + named(name)
                            .map(near -> "; put the image below " + INCOMING + near + "/")
                            .orElse(", which has lower-case letters, digits and hyphens"));
        }
        return new Task.Classify(key, new EnsembleName(name), new ObjectKey(RESULTS + rest + ".json"));
    }

    /** The name of an ensemble that is nearest to {@code text}: lower case, hyphens for what no name has. */
    static Optional<EnsembleName> named(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        String cut = name.substring(0, Math.min(MOST_NAME, name.length())).replaceAll("-+$", "");
        return EnsembleName.isValid(cut) ? Optional.of(new EnsembleName(cut)) : Optional.empty();
    }
}
