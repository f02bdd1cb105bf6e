package dev.stackwright.store;

import java.util.List;
import java.util.stream.Stream;

/** The first segments of the keys in a bucket, all of them, and who writes below each. */
public final class BucketLayout {

    /** Users' datasets: a zip, or a folder with a {@code train.json}. An upload starts a run. */
    public static final String DATASETS = "datasets/";

    /** Users' images to classify, by ensemble. An upload starts a classification. */
    public static final String INCOMING = "incoming/";

    /** Datasets that a request names. Users write there as well, so that nothing there is the product's alone. */
    public static final String UPLOADS = "uploads/";

    /** Files with pre-trained weights, where a user keeps them in the bucket. */
    public static final String PRETRAINED = "pretrained/";

    public static final String ENSEMBLES = "ensembles/";
    public static final String EVENTS = "events/";
    /** Digests of callers' keys. Who may write here may let callers in. */
    public static final String KEYS = "keys/";

    public static final String FEATURES = "features/";
    public static final String RESULTS = "results/";
    public static final String RUNS = "runs/";

    /** Below these only the product writes. */
    static final List<String> OWN = List.of(ENSEMBLES, EVENTS, FEATURES, KEYS, RESULTS, RUNS);

    private BucketLayout() {}

    /** Whether a prefix is one, or holds one, or lies in one, that the product alone writes below. */
    public static boolean isOwn(String prefix) {
        return OWN.stream().anyMatch(own -> own.startsWith(prefix) || prefix.startsWith(own));
    }

    /** Whether the key is of a part of the bucket that never asks for anything, so that no output is ever an input. */
    public static boolean startsNothing(String key) {
        return Stream.concat(OWN.stream(), Stream.of(UPLOADS, PRETRAINED)).anyMatch(key::startsWith);
    }
}
