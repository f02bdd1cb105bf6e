package dev.stackwright.ensemble;

import dev.stackwright.ensemble.Manifest.ValidationScores;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What training hands to publication.
 *
 * @param report the document for {@code report.json}; any type that can be written as JSON
 * @param page the document {@code report.html}; null for none
 * @param figures the manifest's summary of it
 * @param configuration the training request as given and as resolved, for the manifest
 * @param run the run that made it
 */
public record TrainedEnsemble(
        EnsembleModel model,
        Object report,
        @Nullable String page,
        ValidationScores figures,
        Map<String, Object> configuration,
        long seed,
        String run) {

    /** Without a page. */
    public TrainedEnsemble(
            EnsembleModel model,
            Object report,
            ValidationScores figures,
            Map<String, Object> configuration,
            long seed,
            String run) {
        this(model, report, null, figures, configuration, seed, run);
    }

    public TrainedEnsemble {
        configuration = Manifest.inOrder(configuration);
    }
}
