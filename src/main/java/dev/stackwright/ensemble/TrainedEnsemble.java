package dev.stackwright.ensemble;

import dev.stackwright.ensemble.Manifest.ValidationScores;
import java.util.Map;

/**
 * What training hands to publication.
 *
 * @param report the document for {@code report.json}; any type that can be written as JSON
 * @param figures the manifest's summary of it
 * @param configuration the training request as given and as resolved, for the manifest
 * @param run the run that made it
 */
public record TrainedEnsemble(
        EnsembleModel model,
        Object report,
        ValidationScores figures,
        Map<String, Object> configuration,
        long seed,
        String run) {

    public TrainedEnsemble {
        configuration = Manifest.inOrder(configuration);
    }
}
