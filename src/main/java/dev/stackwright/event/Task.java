package dev.stackwright.event;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.store.ObjectKey;
import java.util.Optional;

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
}
