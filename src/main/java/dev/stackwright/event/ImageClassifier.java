package dev.stackwright.event;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;

/** Says what images show; {@link dev.stackwright.classify.Classifier#classify} in the product. */
@FunctionalInterface
public interface ImageClassifier {

    /**
     * Classifies images with the promoted version.
     *
     * @throws dev.stackwright.ensemble.UnknownEnsembleException when nothing of that name is promoted
     */
    ClassifyReply classify(ClassifyRequest request);
}
