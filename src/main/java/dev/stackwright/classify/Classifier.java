package dev.stackwright.classify;

/** Classifies URLs with the promoted version of an ensemble, taking up new promotions without a failed request. Thread-safe; close it. */
public final class Classifier implements AutoCloseable {

    Classifier() {}

    /** @throws dev.stackwright.ensemble.UnknownEnsembleException when nothing of that name is promoted */
    public ClassifyReply classify(ClassifyRequest request) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
